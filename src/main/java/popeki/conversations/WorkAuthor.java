package popeki.conversations;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiCaller;
import popeki.workspaces.Member;

/**
 * Who puts something on a conversation.
 *
 * @param id of the colleague, or of the API key
 * @param keyName what the key is called; null for a colleague, whose name may change
 */
record WorkAuthor(WorkspaceId workspace, UserId id, Actor actor, @Nullable String keyName) {

  static WorkAuthor of(Member member) {
    return new WorkAuthor(member.workspaceId(), member.user(), member.actor(), null);
  }

  static WorkAuthor of(ApiCaller caller) {
    Actor actor = caller.actor();
    return new WorkAuthor(
        caller.workspace(),
        new UserId(UUID.fromString(String.valueOf(actor.id()))),
        actor,
        actor.type().equals("user") ? null : actor.name());
  }
}
