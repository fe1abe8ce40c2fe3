package popeki.conversions;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.attribution.Attributions;
import popeki.attribution.Credit;
import popeki.conversations.ConversationFacts;
import popeki.conversations.Conversations;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.privacy.Suppressions;
import popeki.workspaces.Workspaces;

/** Asks the steps before this one. */
@Component
class StepsContext implements ConversionContext {
  private final Conversations conversations;
  private final Attributions attributions;
  private final Suppressions suppressions;
  private final Workspaces workspaces;

  StepsContext(
      Conversations conversations,
      Attributions attributions,
      Suppressions suppressions,
      Workspaces workspaces) {
    this.conversations = conversations;
    this.attributions = attributions;
    this.suppressions = suppressions;
    this.workspaces = workspaces;
  }

  @Override
  public Optional<Subject> subject(
      WorkspaceId workspace, ConversationId conversation, Instant before) {
    return conversations
        .facts(workspace, conversation)
        .map(
            facts ->
                subject(
                    facts, attributions.creditFor(workspace, conversation, before).orElse(null)));
  }

  @Override
  public boolean suppressed(WorkspaceId workspace, Subject subject) {
    return suppressions.suppressed(workspace, subject.aliases());
  }

  @Override
  public double sendThreshold(WorkspaceId workspace) {
    return workspaces.get(workspace).settings().attribution().sendThreshold();
  }

  /** Without billing every feature is on. */
  @Override
  public boolean paid(WorkspaceId workspace) {
    return true;
  }

  private static Subject subject(ConversationFacts facts, @Nullable Credit credit) {
    return new Subject(
        facts.contact(),
        facts.wabaId(),
        facts.phone(),
        facts.country(),
        facts.aliases(),
        credit == null ? null : touch(credit));
  }

  private static Subject.Touch touch(Credit credit) {
    return new Subject.Touch(credit.confidence(), credit.ctwaClid(), click(credit), credit.gpc());
  }

  private static Subject.@Nullable Click click(Credit credit) {
    Instant at = credit.clickAt();
    return credit.clickId() == null || at == null
        ? null
        : new Subject.Click(at, credit.fbclid(), credit.clickIp(), credit.clickUserAgent());
  }
}
