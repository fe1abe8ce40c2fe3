package popeki.conversations;

import gg.jte.Content;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.Words;
import tools.jackson.databind.JsonNode;

/**
 * What a later step knows of a conversation: its part of the API's answer, its lines of the
 * timeline and its panel beside it. Conversations asks; the steps above answer.
 */
public interface TimelineContributor {
  /** The field of the API's conversation, such as {@code attribution}, or null for none. */
  @Nullable String field();

  /** The value of that field for each conversation; a missing one is shown as null. */
  Map<ConversationId, ?> values(WorkspaceId workspace, List<ConversationId> conversations);

  /** Lines of the timeline, in any order. */
  List<TimelineEntry> entries(WorkspaceId workspace, ConversationId conversation, View view);

  /** The panel beside the timeline. */
  Optional<Content> panel(WorkspaceId workspace, ConversationId conversation, View view);

  /** Where the panel stands among the others; small numbers first. */
  int order();

  /**
   * Takes a person's correction of this step's field. It outranks the machine's answer, which stays
   * visible.
   *
   * @param change the value of the field in the request
   */
  void correct(
      WorkspaceId workspace,
      ConversationId conversation,
      JsonNode change,
      Actor actor,
      String reason);

  /**
   * For whom a page is drawn.
   *
   * @param base the workspace's path, {@code /w/acme}
   * @param seesText whether the role may read messages and quotes
   */
  record View(
      Words words,
      Instant now,
      java.time.ZoneId zone,
      String base,
      boolean seesText,
      String csrf) {}

  /**
   * One line of the timeline.
   *
   * @param kind click, attribution, score, stage, conversion or privacy: chooses the icon
   * @param sentence what happened, in words
   * @param detail shown when opened; null for none
   */
  record TimelineEntry(Instant at, String kind, String sentence, @Nullable String detail) {}
}
