package popeki.workspaces;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.Audit;
import popeki.platform.FilterBarView;
import popeki.platform.FilterBarView.Chip;
import popeki.platform.FilterBarView.Choice;
import popeki.platform.FilterBarView.Option;
import popeki.platform.FilterBarView.Parameter;
import popeki.platform.PagePeriod;
import popeki.platform.Tone;
import popeki.platform.Verification;
import popeki.platform.Words;
import tools.jackson.databind.JsonNode;

/** Puts the audit log into words. */
final class AuditPages {
  private static final int SHORT = 14;
  private static final int MOST_FACTS = 12;
  private static final int LONGEST_FACT = 160;

  private AuditPages() {}

  static AuditView.Row row(Audit.Entry entry, AuditUrl url, Words w) {
    String actor = entry.actor().id() == null ? entry.actor().name() : entry.actor().id();
    String subject = entry.subject();
    return new AuditView.Row(
        entry.seq() == null ? null : w.number(entry.seq()),
        entry.at(),
        name(entry, w),
        w.of("audit.actor." + entry.actor().type()),
        actor == null ? null : url.withActor(actor).page(),
        action(entry.action(), w),
        entry.action(),
        facts(entry.detail()),
        subject == null
            ? null
            : new AuditView.Subject(subject, shortened(subject), url.withSubject(subject).page()),
        where(entry, w));
  }

  /** Who it was; a person who has deleted their account has no name any more. */
  private static @Nullable String name(Audit.Entry entry, Words w) {
    boolean former = entry.actor().name() == null && entry.actor().type().equals("user");
    return former ? w.of("audit.actor.former") : entry.actor().name();
  }

  /** What happened, in words; a code that nobody named is shown itself. */
  static String action(String code, Words w) {
    String key = "audit.action." + code;
    return w.has(key) ? w.of(key) : code;
  }

  private static String group(String code, Words w) {
    String key = "audit.group." + code;
    return w.has(key) ? w.of(key) : code.replace('_', ' ');
  }

  private static @Nullable String where(Audit.Entry entry, Words w) {
    if (entry.channel() == null) {
      return null;
    }
    String channel = w.of("audit.channel." + entry.channel());
    return entry.network() == null ? channel : channel + " · " + entry.network();
  }

  /** Ids of one day begin alike, so their end is shown. */
  private static String shortened(String text) {
    return text.length() <= SHORT ? text : "…" + text.substring(text.length() - SHORT + 2);
  }

  static List<AuditView.Fact> facts(Object detail) {
    var facts = new ArrayList<AuditView.Fact>();
    if (detail instanceof JsonNode node) {
      for (Map.Entry<String, JsonNode> part : node.properties()) {
        if (facts.size() < MOST_FACTS) {
          facts.add(fact(part.getKey(), part.getValue()));
        }
      }
    }
    return facts;
  }

  private static AuditView.Fact fact(String name, JsonNode value) {
    boolean change = value.isObject() && value.has("from") && value.has("to");
    return change
        ? new AuditView.Fact(name, text(value.path("from")), text(value.path("to")))
        : new AuditView.Fact(name, null, text(value));
  }

  private static String text(JsonNode value) {
    String text =
        switch (value.getNodeType()) {
          case STRING -> value.asString();
          case NULL, MISSING -> "—";
          case ARRAY -> {
            var parts = new ArrayList<String>();
            value.forEach(part -> parts.add(text(part)));
            yield parts.isEmpty() ? "—" : String.join(", ", parts);
          }
          default -> value.toString();
        };
    if (text.isEmpty()) {
      return "—";
    }
    return text.codePointCount(0, text.length()) <= LONGEST_FACT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_FACT)) + "…";
  }

  static FilterBarView bar(AuditUrl url, Audit.Facets facets, Words w) {
    PagePeriod period = url.period();
    return new FilterBarView(
        PagePeriod.CHOICES.stream()
            .map(
                choice ->
                    new FilterBarView.Period(
                        w.of("reports.range." + choice),
                        url.page(choice),
                        period.range().equals(choice),
                        null))
            .toList(),
        new FilterBarView.Custom(
            url.base(),
            period.first().toString(),
            period.last().toString(),
            period.range().equals("custom"),
            url.besidesPeriod().entrySet().stream()
                .map(one -> new Parameter(one.getKey(), one.getValue()))
                .toList()),
        w.of("reports.zone", city(period)),
        null,
        chips(url, facets, w),
        choices(url, facets, w),
        null,
        url.isFiltered() ? url.unfiltered().page() : null);
  }

  private static String city(PagePeriod period) {
    String id = period.zone().getId();
    return id.substring(id.lastIndexOf('/') + 1).replace('_', ' ');
  }

  private static List<Chip> chips(AuditUrl url, Audit.Facets facets, Words w) {
    var chips = new ArrayList<Chip>();
    if (url.actor() != null) {
      chips.add(new Chip(w.of("audit.who"), name(url.actor(), facets), url.withActor(null).page()));
    }
    if (url.action() != null) {
      String word = url.action().contains(".") ? action(url.action(), w) : group(url.action(), w);
      chips.add(new Chip(w.of("audit.what"), word, url.withAction(null).page()));
    }
    if (url.subject() != null) {
      chips.add(new Chip(w.of("audit.on"), shortened(url.subject()), url.withSubject(null).page()));
    }
    return chips;
  }

  private static String name(String actor, Audit.Facets facets) {
    return facets.actors().stream()
        .filter(facet -> facet.key().equals(actor))
        .map(facet -> facet.name() == null ? shortened(actor) : facet.name())
        .findFirst()
        .orElse(shortened(actor));
  }

  private static List<Choice> choices(AuditUrl url, Audit.Facets facets, Words w) {
    var choices = new ArrayList<Choice>();
    if (url.actor() == null && !facets.actors().isEmpty()) {
      choices.add(
          new Choice(
              w.of("audit.who"),
              facets.actors().stream()
                  .map(
                      facet ->
                          new Option(
                              facet.name() == null ? shortened(facet.key()) : facet.name(),
                              url.withActor(facet.key()).page(),
                              w.number(facet.count())))
                  .toList()));
    }
    if (url.action() == null && !facets.groups().isEmpty()) {
      choices.add(
          new Choice(
              w.of("audit.what"),
              facets.groups().stream()
                  .map(
                      facet ->
                          new Option(
                              group(facet.key(), w),
                              url.withAction(facet.key()).page(),
                              w.number(facet.count())))
                  .toList()));
    }
    return choices;
  }

  static AuditView.Result result(Verification verification, Words w) {
    return switch (verification) {
      case Verification.Intact intact ->
          new AuditView.Result(
              Tone.POSITIVE,
              w.of("audit.intact", intact.checked())
                  + (intact.before() == 0
                      ? ""
                      : " " + w.of("audit.intact.before", intact.before())));
      case Verification.Paused paused ->
          new AuditView.Result(Tone.INFO, w.of("audit.paused", paused.checked()));
      case Verification.Broken broken ->
          new AuditView.Result(
              Tone.NEGATIVE,
              w.of("audit.broken." + broken.fault().key(), broken.at())
                  + " "
                  + w.of("audit.broken.next"));
    };
  }
}
