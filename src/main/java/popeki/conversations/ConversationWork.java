package popeki.conversations;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.conversations.ViewRepository.SavedView;
import popeki.kernel.ConversationId;
import popeki.kernel.OneLine;
import popeki.kernel.UserId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Colleagues;
import popeki.workspaces.Member;

/** What colleagues put on conversations: tags, notes, and views of the list they come back to. */
@Component
class ConversationWork {
  static final int LONGEST_NOTE = 4_000;
  static final int LONGEST_VIEW = 40;
  private static final int MOST_NOTES = 200;
  private static final int MOST_VIEWS = 20;
  private static final int LONGEST_QUERY = 1_000;

  private final WorkspaceTx tx;
  private final ConversationRepository conversations;
  private final ContactRepository contacts;
  private final TagRepository tags;
  private final NoteRepository notes;
  private final ViewRepository views;
  private final Colleagues colleagues;
  private final Audit audit;
  private final LiveUpdates live;
  private final Clock clock;

  ConversationWork(
      WorkspaceTx tx,
      ConversationRepository conversations,
      ContactRepository contacts,
      TagRepository tags,
      NoteRepository notes,
      ViewRepository views,
      Colleagues colleagues,
      Audit audit,
      LiveUpdates live,
      Clock clock) {
    this.tx = tx;
    this.conversations = conversations;
    this.contacts = contacts;
    this.tags = tags;
    this.notes = notes;
    this.views = views;
    this.colleagues = colleagues;
    this.audit = audit;
    this.live = live;
    this.clock = clock;
  }

  /**
   * Puts a tag on. The log says that, not which: a tag is free text.
   *
   * @return why not, as {@link TagRules#refusal} says it
   * @throws ApiProblem 404 when there is no such conversation in this workspace
   */
  Optional<String> tag(WorkAuthor author, ConversationId id, String typed) {
    WorkspaceId workspace = author.workspace();
    String tag = TagRules.tidy(typed);
    return tx.in(
        workspace,
        () -> {
          hold(workspace, id);
          List<String> there = tags.of(workspace, List.of(id)).getOrDefault(id, List.of());
          List<String> used = tags.used(workspace, TagRules.MOST_NAMES);
          Optional<String> refusal = TagRules.refusal(tag, there, used);
          if (refusal.isEmpty() && tags.add(workspace, id, tag, author.id(), clock.instant())) {
            log(author, "conversation.tagged", id, Map.of("tags", there.size() + 1));
          }
          return refusal;
        });
  }

  void untag(WorkAuthor author, ConversationId id, String tag) {
    WorkspaceId workspace = author.workspace();
    tx.run(
        workspace,
        () -> {
          hold(workspace, id);
          if (tags.remove(workspace, id, tag)) {
            log(author, "conversation.untagged", id, Map.of());
          }
        });
  }

  /**
   * Puts on what is missing and takes off what is not named; all of it or nothing.
   *
   * @throws ApiProblem 404 when there is no such conversation in this workspace, 400 for a tag that
   *     is none and for one too many
   */
  void setTags(WorkAuthor author, ConversationId id, List<String> typed) {
    WorkspaceId workspace = author.workspace();
    var wanted = new LinkedHashSet<String>();
    typed.stream().map(TagRules::tidy).forEach(wanted::add);
    tx.run(
        workspace,
        () -> {
          hold(workspace, id);
          tags.of(workspace, List.of(id)).getOrDefault(id, List.of()).stream()
              .filter(tag -> !wanted.contains(tag))
              .forEach(tag -> untag(author, id, tag));
          for (String tag : wanted) {
            tag(author, id, tag)
                .ifPresent(
                    why -> {
                      throw ApiProblem.invalid("tags", TagRules.sentence(why));
                    });
          }
        });
  }

  /**
   * Writes a note.
   *
   * @throws ApiProblem 404 when there is no such conversation in this workspace
   */
  Written write(WorkAuthor author, ConversationId id, String typed) {
    WorkspaceId workspace = author.workspace();
    String text = text(typed);
    return tx.in(
        workspace,
        () -> {
          var conversation = hold(workspace, id);
          if (notes.of(workspace, id).size() >= MOST_NOTES) {
            throw ApiProblem.invalid("text", "is one too many; a conversation holds 200 notes");
          }
          UUID note = Uuid7.at(clock.instant());
          notes.insert(
              workspace,
              new NoteRepository.Draft(
                  note, id, conversation.contact(), author.id(), author.keyName(), text),
              contacts.dataKey(workspace, conversation.contact()),
              clock.instant());
          log(author, "conversation.note_added", id, Map.of("note_id", note));
          return notes(workspace, id).stream()
              .filter(written -> written.note().id().equals(note))
              .findFirst()
              .orElseThrow();
        });
  }

  /**
   * A note with the name of who wrote it.
   *
   * @param author null of a colleague who left
   */
  record Written(NoteRepository.Note note, @Nullable String author) {}

  /**
   * The notes of a conversation, oldest first.
   *
   * @throws ApiProblem 404 when there is no such conversation in this workspace
   */
  List<Written> notes(WorkspaceId workspace, ConversationId id) {
    Map<UserId, String> names = colleagues.names(workspace);
    return tx.in(
        workspace,
        () -> {
          if (conversations.find(workspace, id).isEmpty()) {
            throw ApiProblem.notFound("conversation");
          }
          return notes.of(workspace, id).stream()
              .map(
                  note ->
                      new Written(
                          note, note.keyName() == null ? names.get(note.author()) : note.keyName()))
              .toList();
        });
  }

  /** Writes a note anew; only its author may put words in their own mouth. */
  void rewrite(Member member, ConversationId id, UUID note, String typed) {
    WorkspaceId workspace = member.workspaceId();
    String text = text(typed);
    tx.run(
        workspace,
        () -> {
          hold(workspace, id);
          if (!authorOf(workspace, id, note).equals(member.user())) {
            throw ApiProblem.forbidden("not_author", "A note is edited by who wrote it.");
          }
          notes.rewrite(workspace, id, note, text, clock.instant());
          log(WorkAuthor.of(member), "conversation.note_edited", id, Map.of("note_id", note));
        });
  }

  /** Takes a note away: its author may, and who administers the workspace. */
  void erase(Member member, ConversationId id, UUID note) {
    WorkspaceId workspace = member.workspaceId();
    tx.run(
        workspace,
        () -> {
          hold(workspace, id);
          if (!authorOf(workspace, id, note).equals(member.user())
              && !member.role().administers()) {
            throw ApiProblem.forbidden(
                "not_author", "A note is removed by who wrote it, or by an admin.");
          }
          notes.remove(workspace, id, note);
          log(WorkAuthor.of(member), "conversation.note_removed", id, Map.of("note_id", note));
        });
  }

  /** The tabs of this person beside the usual ones. */
  List<SavedView> views(Member member) {
    return tx.in(member.workspaceId(), () -> views.of(member.workspaceId(), member.user()));
  }

  /**
   * Keeps the filters of a list under a name. What was searched for is left out: it is a person.
   *
   * @param query as the list's address has it
   * @throws ApiProblem 400 for a name that is none, and for one view too many
   */
  void saveView(Member member, String name, String query, boolean shared) {
    WorkspaceId workspace = member.workspaceId();
    String line = OneLine.of(name);
    if (line.isEmpty() || line.codePointCount(0, line.length()) > LONGEST_VIEW) {
      throw ApiProblem.invalid("name", "must have 1 to 40 characters");
    }
    String kept = ConversationUrl.ofQuery("", query).without(ConversationUrl.SEARCH).query();
    if (kept.isEmpty() || kept.length() > LONGEST_QUERY) {
      throw ApiProblem.invalid("query", "must name a filter to keep");
    }
    tx.run(
        workspace,
        () -> {
          if (views.of(workspace, member.user()).size() >= MOST_VIEWS) {
            throw ApiProblem.invalid("name", "is one too many; twenty tabs are the most");
          }
          var view =
              new SavedView(Uuid7.at(clock.instant()), line, kept, member.user().value(), shared);
          views.insert(workspace, view, clock.instant());
          audit.append(
              workspace,
              member.actor(),
              "conversations.view_saved",
              view.id().toString(),
              Map.of("shared", shared));
        });
  }

  /** Takes a view away: its own person may, and a shared one who administers the workspace. */
  void removeView(Member member, UUID id) {
    WorkspaceId workspace = member.workspaceId();
    tx.run(
        workspace,
        () -> {
          SavedView view =
              views
                  .find(workspace, member.user(), id)
                  .orElseThrow(() -> ApiProblem.notFound("view"));
          if (!mayRemove(member, view)) {
            throw ApiProblem.forbidden(
                "not_owner", "A shared view is removed by who made it, or by an admin.");
          }
          views.remove(workspace, id);
          audit.append(
              workspace,
              member.actor(),
              "conversations.view_removed",
              id.toString(),
              Map.of("shared", view.shared()));
        });
  }

  static boolean mayRemove(Member member, SavedView view) {
    return member.role().writes()
        && (view.ownerId().equals(member.user().value()) || member.role().administers());
  }

  private ConversationRepository.Row hold(WorkspaceId workspace, ConversationId id) {
    return conversations.lock(workspace, id).orElseThrow(() -> ApiProblem.notFound("conversation"));
  }

  private UserId authorOf(WorkspaceId workspace, ConversationId id, UUID note) {
    return notes.author(workspace, id, note).orElseThrow(() -> ApiProblem.notFound("note"));
  }

  private static String text(String typed) {
    String text = typed.replace("\r\n", "\n").strip();
    if (text.isEmpty() || text.length() > LONGEST_NOTE) {
      throw ApiProblem.invalid("text", "must have 1 to 4000 characters");
    }
    return text;
  }

  private void log(WorkAuthor author, String action, ConversationId id, Map<String, ?> detail) {
    audit.append(
        author.workspace(),
        author.actor(),
        action,
        id.toString(),
        new LinkedHashMap<String, Object>(detail));
    live.changed(author.workspace());
  }
}
