package popeki.leads;

import gg.jte.Content;
import gg.jte.TemplateEngine;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.conversations.TimelineContributor;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.MoneyJson;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** Shows the score and its reasons on the conversation, and takes corrections of it. */
@Component
class LeadContributor implements TimelineContributor {
  private final Leads leads;
  private final ClassificationRepository answers;
  private final LeadWorkRepository waiting;
  private final Workspaces workspaces;
  private final WorkspaceTx tx;
  private final Words words;
  private final TemplateEngine templates;

  LeadContributor(
      Leads leads,
      ClassificationRepository answers,
      LeadWorkRepository waiting,
      Workspaces workspaces,
      WorkspaceTx tx,
      Words words,
      TemplateEngine templates) {
    this.leads = leads;
    this.answers = answers;
    this.waiting = waiting;
    this.workspaces = workspaces;
    this.tx = tx;
    this.words = words;
    this.templates = templates;
  }

  /** A correction as it is given. */
  @Schema(
      name = "LeadChange",
      description = "One field or more; the others stay as they were read.")
  record Wanted(
      @Schema(minimum = "0", maximum = "100") @Nullable Integer score,
      @Nullable LeadCategory category,
      @Nullable LeadIntent intent,
      @Nullable Urgency urgency,
      @Nullable MoneyJson budget) {}

  @Override
  public String field() {
    return "lead";
  }

  @Override
  public int order() {
    return 2;
  }

  @Override
  public Map<ConversationId, ?> values(WorkspaceId workspace, List<ConversationId> conversations) {
    return tx.in(
        workspace,
        () -> {
          Map<ConversationId, Classification> overruled =
              answers.overruled(workspace, conversations).stream()
                  .collect(Collectors.toMap(Classification::conversation, Function.identity()));
          var values = new HashMap<ConversationId, LeadJson>();
          conversations.forEach(conversation -> values.put(conversation, LeadJson.PENDING));
          for (Classification answer : answers.current(workspace, conversations)) {
            values.put(
                answer.conversation(),
                LeadJson.of(answer, overruled.get(answer.conversation()), words));
          }
          return values;
        });
  }

  @Override
  public List<TimelineEntry> entries(
      WorkspaceId workspace, ConversationId conversation, View view) {
    return tx.in(
        workspace,
        () -> {
          var entries = new ArrayList<TimelineEntry>();
          Verdict.Label last = null;
          for (Classification answer : shown(answers.history(workspace, conversation))) {
            String sentence = sentence(answer, last, view.words());
            if (sentence != null) {
              entries.add(new TimelineEntry(answer.at(), "score", sentence, null));
            }
            last = answer.label() == null ? last : answer.label();
          }
          return entries;
        });
  }

  @Override
  public Optional<Content> panel(WorkspaceId workspace, ConversationId conversation, View view) {
    return tx.in(
        workspace,
        () -> {
          List<ConversationId> one = List.of(conversation);
          var score =
              ScoreView.of(
                  conversation,
                  answers.current(workspace, conversation).orElse(null),
                  answers.overruled(workspace, one).stream().findFirst().orElse(null),
                  waiting.find(workspace, conversation).orElse(null),
                  view);
          return Optional.of(
              output ->
                  templates.render(
                      "leads/_why.jte", Map.of("w", view.words(), "view", score), output));
        });
  }

  /**
   * Takes one or more of score, category, intent, urgency and budget.
   *
   * @throws popeki.platform.ApiProblem 400 for what is unknown or does not fit together
   */
  @Override
  public void correct(
      WorkspaceId workspace,
      ConversationId conversation,
      JsonNode change,
      Actor actor,
      String reason) {
    String currency = workspaces.get(workspace).currency();
    leads.correct(workspace, conversation, Correction.parse(change, currency), actor, reason);
  }

  /** Once a person opted out, only that is shown: earlier scores are no one's business any more. */
  private static List<Classification> shown(List<Classification> history) {
    return history.stream()
        .filter(answer -> answer.current() && answer.isSkippedFor(Verdict.Why.OPTED_OUT))
        .findFirst()
        .map(List::of)
        .orElse(history);
  }

  /** What this answer changed; null when it says what the one before said. */
  private static @Nullable String sentence(
      Classification answer, Verdict.@Nullable Label last, Words words) {
    return switch (answer.verdict()) {
      case Verdict.Skipped skipped ->
          words.of("leads.timeline.skipped." + skipped.why().wireName());
      case Verdict.Label label -> {
        String category = words.of("conversations.category." + label.category().wireName());
        if (!answer.by().isMachine()) {
          yield words.of(
              "leads.timeline.set",
              label.score(),
              category,
              answer.by().name() == null ? words.of("leads.api") : answer.by().name(),
              answer.by().reason() == null ? "" : answer.by().reason());
        }
        String reader = words.of("leads.reader." + answer.by().provider());
        if (last == null) {
          yield words.of("leads.timeline.scored", label.score(), category, reader);
        }
        boolean same = last.score() == label.score() && last.category() == label.category();
        yield same
            ? null
            : words.of("leads.timeline.changed", last.score(), label.score(), category, reader);
      }
    };
  }
}
