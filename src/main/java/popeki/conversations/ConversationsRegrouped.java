package popeki.conversations;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;

/**
 * A message came late, or two contacts turned out to be one person, and the messages of that person
 * are cut into conversations anew. Published in the transaction that did it, after new
 * conversations were announced; whoever keeps something about the conversations named here builds
 * it again from their messages.
 */
public record ConversationsRegrouped(
    WorkspaceId workspace,
    ContactId contact,
    List<OutcomesMoved> outcomes,
    List<Qualification> qualifications,
    List<Dissolved> dissolved,
    List<Changed> changed) {

  /**
   * Outcomes that belong to another conversation now.
   *
   * @param ordinals which ordinal each of them had, and has there
   */
  public record OutcomesMoved(
      ConversationId from, ConversationId into, Map<Integer, Integer> ordinals) {}

  /**
   * Whether a conversation that gained or lost outcomes is qualified by those it has.
   *
   * @param first the one that qualified it; null when none does
   */
  public record Qualification(ConversationId conversation, @Nullable First first) {
    /** When it was reported, and the ordinal that it has. */
    public record First(int ordinal, Instant at) {}
  }

  /**
   * A conversation that never was one; it has no outcomes any more.
   *
   * @param into the one that has its messages now
   */
  public record Dissolved(ConversationId conversation, ConversationId into) {}

  /**
   * A conversation that has other messages than before.
   *
   * @param messages all that the person wrote in it and that may begin one, oldest first
   */
  public record Changed(
      ConversationId conversation, Instant startedAt, List<MessageReceived> messages) {}
}
