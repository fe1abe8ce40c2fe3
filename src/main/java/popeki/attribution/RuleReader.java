package popeki.attribution;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import popeki.conversations.Conversations;
import popeki.conversations.MessageReceived;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.links.ReferenceCode;

/**
 * Compares first words with the rules of the business: as they arrive, and again where a rule was
 * made later. Words are read where they lie, one message at a time, and nothing of them is kept.
 */
@Component
class RuleReader {
  private final TextRuleRepository rules;
  private final TouchRepository touches;
  private final Conversations conversations;

  RuleReader(TextRuleRepository rules, TouchRepository touches, Conversations conversations) {
    this.rules = rules;
    this.touches = touches;
    this.conversations = conversations;
  }

  /** A rule, ready for many texts. */
  private record Ready(TextRule rule, Predicate<TextRule.Said> comparison) {}

  private List<Ready> ready(WorkspaceId workspace) {
    return rules.rules(workspace).stream().map(rule -> new Ready(rule, rule.comparison())).toList();
  }

  /** Notes which rules mean a message; true when any does. */
  boolean read(MessageReceived message, String text) {
    return read(message, text, ready(message.workspace()));
  }

  private boolean read(MessageReceived message, String text, List<Ready> ready) {
    TextRule.Said said = TextRule.Said.of(text);
    boolean told = false;
    if (!said.words().isEmpty()) {
      for (Ready one : ready) {
        if (one.rule().holdsAt(message.number()) && one.comparison().test(said)) {
          touches.add(
              message.workspace(),
              message.contact(),
              TouchReader.row(message, one.rule()),
              message.wamid());
          told = true;
        }
      }
    }
    return told;
  }

  /** From now on the rules hold for what was there before them too; says whether that is new. */
  boolean holdForAll(WorkspaceId workspace) {
    return rules.read(workspace);
  }

  /**
   * Takes back what rules said that were removed since, and reads first words by those that stand.
   *
   * @param which conversations
   * @param words those of them whose words are read
   */
  void again(
      WorkspaceId workspace, Collection<ConversationId> which, Collection<ConversationId> words) {
    touches.forgetRemovedRules(workspace, which);
    List<Ready> ready = words.isEmpty() ? List.of() : ready(workspace);
    if (!ready.isEmpty()) {
      conversations.openings(
          workspace,
          words,
          AttributionRules.OPENING,
          message -> read(message, ReferenceCode.strip(String.valueOf(message.text())), ready));
    }
  }
}
