package popeki.links;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
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
import popeki.workspaces.Workspaces;

/**
 * Makes, changes and archives links. A link is never deleted and its slug never changes: it may
 * stand in print.
 */
@Component
class LinkEditor {
  private static final String LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
  private static final int SLUG_LENGTH = 7;
  private static final int TRIES = 20;
  private static final LinkHistory.Change CREATED = new LinkHistory.Change("created", null, null);

  private final LinkRepository links;
  private final LinkHistory history;
  private final LinkDirectory directory;
  private final Numbers numbers;
  private final Workspaces workspaces;
  private final Audit audit;
  private final Lanes lanes;
  private final WorkspaceTx tx;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  LinkEditor(
      LinkRepository links,
      LinkHistory history,
      LinkDirectory directory,
      Numbers numbers,
      Workspaces workspaces,
      Audit audit,
      Lanes lanes,
      WorkspaceTx tx,
      Clock clock) {
    this.links = links;
    this.history = history;
    this.directory = directory;
    this.numbers = numbers;
    this.workspaces = workspaces;
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
          keepWithinDay(workspace);
          LinkSummary link = claimed(workspace, draft);
          links.insert(workspace, link);
          audit.append(workspace, actor, "link.created", link.id().toString(), detail(link));
          lanes.wake(ClickIpLane.KIND, workspace, clock.instant());
          history.append(workspace, link.id(), link.createdAt(), actor, List.of(CREATED));
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
              link(
                  old.slug(),
                  draft,
                  route(workspace, id, draft, old.route()),
                  new Life(id, old.createdAt(), old.archivedAt()));
          save(workspace, old, changed, "link.changed", actor);
          return changed;
        });
  }

  private void keepWithinDay(WorkspaceId workspace) {
    Instant now = now();
    int most = LinkRules.mostADay(workspaces.isEstablished(workspace, now));
    links
        .madeBefore(workspace, most)
        .map(earlier -> Duration.between(now, earlier.plus(Duration.ofDays(1))))
        .filter(Duration::isPositive)
        .ifPresent(
            wait -> {
              throw new ApiProblem(
                  429,
                  "too_many_links",
                  "Too many links in a day",
                  "This workspace may make %d links in 24 hours. A new one may make 25 on its first day, then 5000. The links that are there go on."
                      .formatted(most),
                  Map.of(ApiProblem.RETRY_AFTER, wait.toSeconds() + 1));
            });
  }

  /** Stops a link for a while, or lets it go on. Again, it changes nothing. */
  void pause(WorkspaceId workspace, LinkId id, boolean paused, Actor actor) {
    tx.run(
        workspace,
        () -> {
          LinkSummary old = find(workspace, id);
          if (old.route().paused() != paused) {
            LinkSummary changed = old.leading(old.route().paused(paused));
            save(workspace, old, changed, paused ? "link.paused" : "link.resumed", actor);
          }
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
            save(workspace, link, link.archived(now()), "link.archived", actor);
          }
        });
  }

  private void save(
      WorkspaceId workspace, LinkSummary old, LinkSummary link, String action, Actor actor) {
    links.update(workspace, link);
    audit.append(workspace, actor, action, link.id().toString(), detail(link));
    history.append(workspace, link.id(), now(), actor, LinkChanges.between(old, link));
    announce(link);
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

  static ApiProblem refused(String field, String message) {
    return refused(List.of(new ApiProblem.FieldError(field, message)));
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
    var life = new Life(new LinkId(Uuid7.at(clock.instant())), now(), null);
    LinkRoute route = route(workspace, life.id(), draft, null);
    String wanted = draft.slug();
    for (int i = 0; i < (wanted == null ? TRIES : 1); i++) {
      String slug = wanted == null ? randomSlug() : wanted;
      LinkSummary link = link(slug, draft, route, life);
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

  /** What of a link no draft changes. */
  private record Life(LinkId id, Instant createdAt, @Nullable Instant archivedAt) {}

  private static LinkSummary link(String slug, LinkDraft draft, LinkRoute route, Life life) {
    return new LinkSummary(
        life.id(),
        slug,
        Objects.requireNonNull(draft.name()).strip(),
        route,
        Objects.requireNonNull(draft.message()),
        draft.code() == null ? CodeMode.BOTH : draft.code(),
        word(draft.source()),
        word(draft.campaign()),
        life.createdAt(),
        life.archivedAt());
  }

  /**
   * @param before the way as it was: a number that was taken off since may stay, but not come in
   */
  private LinkRoute route(
      WorkspaceId workspace, LinkId id, LinkDraft draft, @Nullable LinkRoute before) {
    var shares = new ArrayList<>(draft.shares());
    // The first one is the link's number_id.
    shares.sort(
        Comparator.comparing(
            share -> !Objects.requireNonNull(share.numberId()).equals(draft.numberId())));
    String field = draft.numbers() == null ? "number_id" : "numbers";
    var numbers = shares.stream().map(share -> number(workspace, share, field, before)).toList();
    return new LinkRoute(
        numbers,
        draft.routing() == null ? Routing.SINGLE : draft.routing(),
        Boolean.TRUE.equals(draft.paused()),
        draft.expiresAt() == null ? null : draft.expiresAt().truncatedTo(ChronoUnit.MICROS),
        fallback(workspace, id, draft.fallbackLinkId(), before),
        draft.desktop() == null ? DesktopWay.WHATSAPP : draft.desktop());
  }

  private @Nullable LinkId fallback(
      WorkspaceId workspace, LinkId id, @Nullable UUID wanted, @Nullable LinkRoute before) {
    if (wanted == null) {
      return null;
    }
    var fallback = new LinkId(wanted);
    boolean stays = before != null && fallback.equals(before.fallback());
    boolean leads =
        links.find(workspace, fallback).filter(link -> link.archivedAt() == null).isPresent();
    if (fallback.equals(id) || !(leads || stays)) {
      throw refused("fallback_link_id", "must be another link of this workspace that is in use");
    }
    return fallback;
  }

  private LinkNumber number(
      WorkspaceId workspace,
      LinkDraft.NumberShare share,
      String field,
      @Nullable LinkRoute before) {
    var id = new NumberId(Objects.requireNonNull(share.numberId()));
    boolean stays =
        before != null && before.numbers().stream().anyMatch(one -> one.number().equals(id));
    String digits =
        numbers
            .find(workspace, id)
            .filter(number -> number.connected() || stays)
            .map(ConnectedNumber::digits)
            .orElseThrow(() -> refused(field, "is no connected number of this workspace"));
    if (!digits.matches("[0-9]{7,15}")) {
      throw refused(field, "is a number that WhatsApp links cannot open");
    }
    return new LinkNumber(
        id,
        digits,
        share.weight() == null ? LinkNumber.HEAVIEST : share.weight(),
        !Boolean.FALSE.equals(share.on()));
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
