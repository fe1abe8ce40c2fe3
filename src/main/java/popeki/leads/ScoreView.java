package popeki.leads;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.conversations.TimelineContributor;
import popeki.kernel.ConversationId;
import popeki.leads.LeadWorkRepository.Work;
import popeki.platform.Words;

/**
 * The panel <em>Why this score</em>. What a role may not read is gone before the view is made.
 *
 * @param label null while it waits to be read, and where it is not read
 * @param note what is being waited for, or why there is no score
 * @param form null for roles that only look
 */
public record ScoreView(@Nullable Label label, @Nullable String note, @Nullable Form form) {

  /**
   * A score and how it came about.
   *
   * @param check the person tried to steer the score
   * @param correctedBy who set it by hand; then {@code machine} says what the machine had read, and
   *     the reasons are the machine's
   * @param hidden quotes are left out for this role
   */
  public record Label(
      int score,
      String category,
      List<Line> reasons,
      List<Fact> facts,
      boolean check,
      @Nullable String correctedBy,
      @Nullable String machine,
      @Nullable String source,
      boolean hidden) {}

  /** One part of the score: +25, in words, with the person's own line. */
  public record Line(String points, String tone, String words, @Nullable String quote) {}

  /** What was read besides the score. */
  public record Fact(String label, String value) {}

  /** Where and how to disagree. */
  public record Form(String action, String csrf, List<Choice> categories) {}

  /** A category to choose, with the range of its score. */
  public record Choice(String value, String label, boolean selected) {}

  private static final long LONG_WAIT = 120;

  static ScoreView of(
      ConversationId conversation,
      @Nullable Classification current,
      @Nullable Classification machine,
      @Nullable Work waiting,
      TimelineContributor.View view) {
    boolean optedOut = current != null && current.isSkippedFor(Verdict.Why.OPTED_OUT);
    Verdict.Label label = current == null ? null : current.label();
    return new ScoreView(
        current == null || label == null ? null : label(current, label, machine, view),
        note(current, waiting, view.words()),
        view.seesText() && !optedOut ? form(conversation, label, view) : null);
  }

  private static Label label(
      Classification current,
      Verdict.Label label,
      @Nullable Classification machine,
      TimelineContributor.View view) {
    Words words = view.words();
    Classification read = current.by().isMachine() ? current : machine;
    Verdict.Label reading = read == null ? null : read.label();
    return new Label(
        label.score(),
        category(label, words),
        reading == null ? List.of() : reading.reasons().stream().map(r -> line(r, view)).toList(),
        facts(label, view),
        label.injectionSuspected(),
        current.by().isMachine() ? null : correctedBy(current, words),
        current.by().isMachine() || reading == null
            ? null
            : words.of("leads.machine_said", reading.score(), category(reading, words)),
        read == null ? null : source(read, words),
        !view.seesText());
  }

  private static String correctedBy(Classification answer, Words words) {
    return words.of(
        "leads.corrected",
        answer.by().name() == null ? words.of("leads.api") : answer.by().name(),
        answer.by().reason() == null ? "" : answer.by().reason());
  }

  private static String source(Classification read, Words words) {
    String by = by(read, words);
    Instant arrived = read.arrivedAt();
    return arrived == null ? by : by + " " + after(Duration.between(arrived, read.at()), words);
  }

  private static String after(Duration time, Words words) {
    long seconds = Math.max(1, time.toSeconds());
    return seconds < LONG_WAIT
        ? words.of("leads.after.seconds", seconds)
        : words.of("leads.after.minutes", (seconds + 30) / 60);
  }

  private static String by(Classification read, Words words) {
    return words.of(
        "leads.source",
        words.of("leads.reader." + read.by().provider()),
        String.valueOf(read.by().model()),
        words.dateTime(read.at()),
        read.ruleVersion());
  }

  private static Line line(Reason reason, TimelineContributor.View view) {
    int points = reason.points();
    return new Line(
        (points < 0 ? "−" : "+") + Math.abs(points),
        points < 0 ? "negative" : "positive",
        reason.words(),
        view.seesText() ? reason.quote() : null);
  }

  private static List<Fact> facts(Verdict.Label label, TimelineContributor.View view) {
    Words words = view.words();
    var facts = new ArrayList<Fact>();
    facts.add(
        new Fact(
            words.of("leads.fact.intent"), words.of("leads.intent." + label.intent().wireName())));
    if (!label.interest().isBlank() && view.seesText()) {
      facts.add(new Fact(words.of("leads.fact.interest"), label.interest()));
    }
    facts.add(
        new Fact(
            words.of("leads.fact.budget"),
            label.budget() == null ? words.of("leads.not_said") : words.money(label.budget())));
    facts.add(
        new Fact(
            words.of("leads.fact.urgency"),
            words.of("leads.urgency." + label.urgency().wireName())));
    if (label.priceSensitive()) {
      facts.add(new Fact(words.of("leads.fact.price"), words.of("leads.price_matters")));
    }
    facts.add(
        new Fact(
            words.of("leads.fact.language"),
            words.of("leads.language." + label.language().wireName())));
    return facts;
  }

  private static @Nullable String note(
      @Nullable Classification current, @Nullable Work waiting, Words words) {
    if (waiting != null && waiting.isRetry() && isBasic(current)) {
      return words.of("leads.basic.again", reason(current), words.time(waiting.dueAt()));
    }
    if (waiting != null && waiting.attempts() > 1) {
      return words.of("leads.failing", waiting.attempts(), words.time(waiting.dueAt()));
    }
    if (waiting != null && !waiting.isRetry()) {
      return words.of(current == null ? "leads.waiting" : "leads.again");
    }
    if (current == null) {
      return words.of("leads.nothing");
    }
    return switch (current.verdict()) {
      case Verdict.Skipped skipped -> words.of("leads.skipped." + skipped.why().wireName());
      case Verdict.Label _ -> isBasic(current) ? words.of("leads.basic", reason(current)) : null;
    };
  }

  /** Read by the built-in classifier where an AI should have. */
  private static boolean isBasic(@Nullable Classification current) {
    return current != null && current.by().isMachine() && current.by().reason() != null;
  }

  private static String reason(@Nullable Classification current) {
    return current == null || current.by().reason() == null ? "" : current.by().reason();
  }

  private static Form form(
      ConversationId conversation, Verdict.@Nullable Label label, TimelineContributor.View view) {
    return new Form(
        view.base() + "/conversations/" + conversation.value() + "/lead",
        view.csrf(),
        Arrays.stream(LeadCategory.values())
            .sorted(Comparator.comparingInt(category -> -category.highest(LeadIntent.NONE)))
            .map(category -> choice(category, label, view.words()))
            .toList());
  }

  private static Choice choice(LeadCategory category, Verdict.@Nullable Label label, Words words) {
    LeadIntent intent = label == null ? LeadIntent.NONE : label.intent();
    return new Choice(
        category.wireName(),
        words.of(
            "leads.choice",
            words.of("conversations.category." + category.wireName()),
            category.lowest(intent),
            category.highest(intent)),
        label != null && label.category() == category);
  }

  private static String category(Verdict.Label label, Words words) {
    return words.of("conversations.category." + label.category().wireName());
  }
}
