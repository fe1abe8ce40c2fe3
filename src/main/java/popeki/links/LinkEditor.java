package popeki.links;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Numbers;

/**
 * Makes, changes and archives links. A link is never deleted and its slug never changes: it may
 * stand in print.
 */
@Component
class LinkEditor {
  private static final String LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
  private static final int SLUG_LENGTH = 7;
  private static final int TRIES = 20;

  private final LinkRepository links;
  private final LinkDirectory directory;
  private final Numbers numbers;
  private final Audit audit;
  private final Lanes lanes;
  private final WorkspaceTx tx;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  LinkEditor(
      LinkRepository links,
      LinkDirectory directory,
      Numbers numbers,
      Audit audit,
      Lanes lanes,
      WorkspaceTx tx,
      Clock clock) {
    this.links = links;
    this.directory = directory;
    this.numbers = numbers;
    this.audit = audit;
    this.lanes = lanes;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Makes a link; visits of it are answered from the moment this returns.
   *
   * @throws ApiProblem 422 naming the fields, 409 when the slug is taken
   */
  LinkSummary create(WorkspaceId workspace, LinkDraft draft, Actor actor) {
    check(draft);
    return tx.in(
        workspace,
        () -> {
          LinkSummary link = claimed(workspace, draft);
          links.insert(workspace, link);
          audit.append(workspace, actor, "link.created", link.id().toString(), detail(link));
          lanes.wake(ClickIpLane.KIND, workspace, clock.instant());
          announce(link);
          return link;
        });
  }

  /**
   * Changes a link to what the draft says; its slug stays.
   *
   * @throws ApiProblem 404, or 422 naming the fields
   */
  LinkSummary change(WorkspaceId workspace, LinkId id, LinkDraft draft, Actor actor) {
    check(draft);
    return tx.in(
        workspace,
        () -> {
          LinkSummary old = find(workspace, id);
          LinkSummary changed =
              link(workspace, id, old.slug(), draft, old.createdAt(), old.archivedAt());
          links.update(workspace, changed);
          audit.append(workspace, actor, "link.changed", id.toString(), detail(changed));
          announce(changed);
          return changed;
        });
  }

  /**
   * Takes a link out of use: its visitors see that it leads nowhere, its slug stays taken, its
   * clicks and counts stay. Again, it changes nothing.
   */
  void archive(WorkspaceId workspace, LinkId id, Actor actor) {
    tx.run(
        workspace,
        () -> {
          LinkSummary link = find(workspace, id);
          if (link.archivedAt() == null) {
            links.update(workspace, link.archived(now()));
            audit.append(workspace, actor, "link.archived", id.toString(), detail(link));
            announce(link);
          }
        });
  }

  private LinkSummary find(WorkspaceId workspace, LinkId id) {
    return links.find(workspace, id).orElseThrow(() -> ApiProblem.notFound("link"));
  }

  private static void check(LinkDraft draft) {
    var problems = LinkRules.problems(draft);
    if (!problems.isEmpty()) {
      throw refused(
          problems.entrySet().stream()
              .map(entry -> new ApiProblem.FieldError(entry.getKey(), entry.getValue()))
              .toList());
    }
  }

  private static ApiProblem refused(List<ApiProblem.FieldError> errors) {
    ApiProblem.FieldError first = errors.getFirst();
    return new ApiProblem(
        422,
        "link_invalid",
        "The link cannot be saved like this",
        first.field() + " " + first.message(),
        Map.of("errors", errors));
  }

  private LinkSummary claimed(WorkspaceId workspace, LinkDraft draft) {
    var id = new LinkId(Uuid7.at(clock.instant()));
    String wanted = draft.slug();
    for (int i = 0; i < (wanted == null ? TRIES : 1); i++) {
      String slug = wanted == null ? randomSlug() : wanted;
      LinkSummary link = link(workspace, id, slug, draft, now(), null);
      if (links.claim(workspace, link)) {
        return link;
      }
    }
    throw new ApiProblem(
        409,
        "slug_taken",
        "The slug is taken",
        "Another link is called \"" + wanted + "\". Choose another slug, or none to get one.",
        Map.of("errors", List.of(new ApiProblem.FieldError("slug", "is taken by another link"))));
  }

  private LinkSummary link(
      WorkspaceId workspace,
      LinkId id,
      String slug,
      LinkDraft draft,
      Instant createdAt,
      @Nullable Instant archivedAt) {
    var number = new NumberId(Objects.requireNonNull(draft.numberId()));
    return new LinkSummary(
        id,
        slug,
        Objects.requireNonNull(draft.name()).strip(),
        number,
        digits(workspace, number),
        Objects.requireNonNull(draft.message()),
        draft.code() == null ? CodeMode.BOTH : draft.code(),
        word(draft.source()),
        word(draft.campaign()),
        createdAt,
        archivedAt);
  }

  private String digits(WorkspaceId workspace, NumberId number) {
    String digits =
        numbers
            .find(workspace, number)
            .map(ConnectedNumber::digits)
            .orElseThrow(
                () ->
                    refused(
                        List.of(
                            new ApiProblem.FieldError(
                                "number_id", "is no connected number of this workspace"))));
    if (!digits.matches("[0-9]{7,15}")) {
      throw refused(
          List.of(
              new ApiProblem.FieldError(
                  "number_id", "is a number that WhatsApp links cannot open")));
    }
    return digits;
  }

  /** Every node looks again at the commit; this one before the caller is answered. */
  private void announce(LinkSummary link) {
    directory.changed(link.slug());
    WorkspaceTx.afterCommit(() -> directory.refresh(link.slug()));
  }

  private static @Nullable String word(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static Map<String, String> detail(LinkSummary link) {
    return Map.of("slug", link.slug(), "name", link.name());
  }

  private String randomSlug() {
    var slug = new StringBuilder(SLUG_LENGTH);
    for (int i = 0; i < SLUG_LENGTH; i++) {
      slug.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return slug.toString();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
