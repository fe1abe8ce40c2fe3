package popeki.attribution;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.attribution.MatchModelRepository.Learnt;
import popeki.attribution.SourcesView.Answer;
import popeki.attribution.SourcesView.Bar;
import popeki.attribution.SourcesView.Delays;
import popeki.attribution.SourcesView.Step;
import popeki.attribution.SourcesView.Tick;
import popeki.kernel.WorkspaceId;
import popeki.links.LinkSummary;
import popeki.links.Links;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Member;
import popeki.workspaces.Numbers;
import popeki.workspaces.SettingsViews.Choice;
import popeki.workspaces.SettingsViews.Form;

/** Puts the page of the sources together. */
@Component
class SourcePages {
  private static final List<String> PARTS = List.of("night", "morning", "afternoon", "evening");

  /** Below so many seconds a minute is too coarse a word. */
  private static final int IN_SECONDS = 300;

  /** Of more sources the first by name are offered. */
  private static final int MOST_SOURCES = 200;

  private final TextRuleRepository rules;
  private final SourceWindows windows;
  private final AgainRepository again;
  private final MatchModels models;
  private final Numbers numbers;
  private final Links links;
  private final WorkspaceTx tx;
  private final Clock clock;

  SourcePages(
      TextRuleRepository rules,
      SourceWindows windows,
      AgainRepository again,
      MatchModels models,
      Numbers numbers,
      Links links,
      WorkspaceTx tx,
      Clock clock) {
    this.rules = rules;
    this.windows = windows;
    this.again = again;
    this.models = models;
    this.numbers = numbers;
    this.links = links;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * What somebody did on the page, to be shown again.
   *
   * @param values the fields of a form that was refused
   * @param errors words beside them
   * @param text the message that was tried
   * @param number the number that it was tried at; empty for the first
   */
  record Did(
      Map<String, String> values,
      Map<String, String> errors,
      String text,
      String number,
      @Nullable Answer answer) {
    static final Did NOTHING = new Did(Map.of(), Map.of(), "", "", null);

    static Did refused(Map<String, String> values, Map<String, String> errors) {
      return new Did(values, errors, "", "", null);
    }
  }

  SourcesView page(Member member, Words words, Did did) {
    WorkspaceId workspace = member.workspaceId();
    return tx.in(
        workspace,
        () -> {
          List<ConnectedNumber> connected = numbers.list(workspace);
          List<TextRule> inOrder = rules.rules(workspace);
          Set<UUID> fresh = rules.unread(workspace);
          Windows counted = windows.of(workspace);
          return new SourcesView(
              new Form(did.values(), Map.of(), did.errors(), member.role().administers()),
              inOrder.stream()
                  .map(rule -> rule(workspace, rule, fresh.contains(rule.id()), words))
                  .toList(),
              inOrder.size() >= TextRuleRepository.MOST,
              kinds(did.values().getOrDefault("kind", ""), words),
              choices(connected, did.values().getOrDefault("number", "")),
              sources(workspace, connected, inOrder, counted),
              new SourcesView.Tried(did.text(), choices(connected, did.number()), did.answer()),
              counted.days(),
              new TreeMap<>(counted.bySource())
                  .entrySet().stream()
                      .map(each -> new SourcesView.Window(each.getKey(), each.getValue()))
                      .toList(),
              again(member),
              models.latest(workspace).map(learnt -> learnt(learnt, words)).orElse(null),
              MatchModels.FEWEST_ARRIVALS,
              length(DelayCurve.PRIOR.median(), words),
              clock.instant());
        });
  }

  /** How far deciding again is. What waits and what there is may be counted apart in time. */
  SourcesView.Again again(Member member) {
    WorkspaceId workspace = member.workspaceId();
    return tx.in(
        workspace,
        () -> {
          AgainRepository.Progress progress = again.progress(workspace);
          long all = Math.max(progress.waiting(), progress.all());
          return new SourcesView.Again(
              progress.waiting(),
              all - progress.waiting(),
              all,
              rules.unread(workspace).size(),
              member.role().administers());
        });
  }

  private SourcesView.Rule rule(WorkspaceId workspace, TextRule rule, boolean fresh, Words words) {
    return new SourcesView.Rule(
        rule.id(),
        words.of("attribution.sources.kind." + rule.kind().wire()),
        rule.pattern(),
        rule.source(),
        rule.campaign(),
        rule.number() == null
            ? null
            : numbers
                .find(workspace, rule.number())
                .map(ConnectedNumber::displayPhoneNumber)
                .orElse(words.unknown()),
        fresh);
  }

  private static List<Choice> kinds(String chosen, Words words) {
    return Arrays.stream(TextRule.Kind.values())
        .map(TextRule.Kind::wire)
        .map(
            wire ->
                new Choice(wire, words.of("attribution.sources.kind." + wire), wire.equals(chosen)))
        .toList();
  }

  private static List<Choice> choices(List<ConnectedNumber> connected, String chosen) {
    return connected.stream()
        .map(
            number ->
                new Choice(
                    number.id().toString(),
                    number.displayPhoneNumber(),
                    number.id().toString().equals(chosen)))
        .toList();
  }

  private List<String> sources(
      WorkspaceId workspace,
      List<ConnectedNumber> connected,
      List<TextRule> inOrder,
      Windows counted) {
    var sources = new TreeSet<>(counted.bySource().keySet());
    inOrder.forEach(rule -> sources.add(rule.source()));
    for (ConnectedNumber number : connected) {
      for (LinkSummary link : links.linksTo(workspace, number.id())) {
        if (link.source() != null) {
          sources.add(link.source());
        }
      }
    }
    return sources.stream().limit(MOST_SOURCES).toList();
  }

  private static SourcesView.Learnt learnt(Learnt learnt, Words words) {
    MatchModel model = learnt.model();
    List<double[]> shares = model.delays().stream().map(DelayCurve::shares).toList();
    double top = shares.stream().flatMapToDouble(Arrays::stream).max().orElse(1);
    var delays = new ArrayList<Delays>();
    for (int part = 0; part < shares.size(); part++) {
      delays.add(
          new Delays(
              words.of("attribution.sources.part." + PARTS.get(part)),
              length(model.delays().get(part).median(), words),
              bars(shares.get(part), top)));
    }
    List<Step> steps =
        IntStream.range(0, DelayCurve.steps())
            .mapToObj(
                step ->
                    new Step(
                        length(end(step), words),
                        shares.stream().map(each -> words.percent(each[step])).toList()))
            .toList();
    return new SourcesView.Learnt(
        learnt.at(),
        learnt.arrivals(),
        learnt.visits(),
        learnt.certain(),
        words.percent(model.tells()),
        words.percent(model.leaks()),
        words.percent(model.replies()),
        List.copyOf(delays),
        ticks(words),
        steps);
  }

  private static double end(int step) {
    return DelayCurve.start(step) + DelayCurve.length(step);
  }

  /** The words below the bars: the ends of some steps that are round ones. */
  private static List<Tick> ticks(Words words) {
    return IntStream.of(10, 40, 300, 1_800, 14_400)
        .mapToObj(
            seconds ->
                new Tick(
                    percent(DelayCurve.step(seconds), DelayCurve.steps()), length(seconds, words)))
        .toList();
  }

  private static List<Bar> bars(double[] shares, double top) {
    var bars = new ArrayList<Bar>();
    for (int step = 0; step < shares.length; step++) {
      double height = percent(shares[step], top);
      bars.add(
          new Bar(
              percent(step + 0.1, shares.length),
              rounded(100 - height),
              percent(0.8, shares.length),
              height));
    }
    return List.copyOf(bars);
  }

  private static double percent(double part, double whole) {
    return whole <= 0 ? 0 : rounded(100 * part / whole);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static String length(double seconds, Words words) {
    return seconds < IN_SECONDS
        ? words.of("shared.duration.seconds", Math.round(seconds))
        : words.duration(Duration.ofSeconds(Math.round(seconds)));
  }
}
