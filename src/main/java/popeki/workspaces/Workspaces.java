package popeki.workspaces;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.accounts.Account;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.kernel.OneLine;
import popeki.kernel.UserId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Broadcast;
import popeki.platform.Scope;
import popeki.platform.Settings;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;

/**
 * The businesses of this installation. Asked for on every request, so kept in memory; a change is
 * heard by all nodes.
 */
@Component
public class Workspaces {
  private static final String NOTICE = "workspace:";
  private static final Duration FIRST_DAY = Duration.ofDays(1);

  private final WorkspaceRepository rows;
  private final Accounts accounts;
  private final MembershipRepository memberships;
  private final AgreementRepository agreements;
  private final ApiKeys keys;
  private final WorkspaceTx tx;
  private final Vault vault;
  private final Broadcast broadcast;
  private final Audit audit;
  private final Processing processing;
  private final ApplicationEventPublisher events;
  private final Settings settings;
  private final Clock clock;
  private final Cache<WorkspaceId, Workspace> known =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(Duration.ofMinutes(5)).build();
  private final Cache<String, WorkspaceId> slugs =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(Duration.ofMinutes(5)).build();

  Workspaces(
      WorkspaceRepository rows,
      Accounts accounts,
      MembershipRepository memberships,
      AgreementRepository agreements,
      ApiKeys keys,
      WorkspaceTx tx,
      Vault vault,
      Broadcast broadcast,
      Audit audit,
      Processing processing,
      ApplicationEventPublisher events,
      Settings settings,
      Clock clock) {
    this.rows = rows;
    this.accounts = accounts;
    this.memberships = memberships;
    this.agreements = agreements;
    this.keys = keys;
    this.tx = tx;
    this.vault = vault;
    this.broadcast = broadcast;
    this.audit = audit;
    this.processing = processing;
    this.events = events;
    this.settings = settings;
    this.clock = clock;
    broadcast.listen(this::heard);
  }

  /** A workspace; empty when it never was or has been erased. */
  public Optional<Workspace> find(WorkspaceId workspace) {
    Workspace cached = known.getIfPresent(workspace);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<Workspace> found = tx.in(workspace, () -> rows.find(workspace));
    found.ifPresent(row -> known.put(workspace, row));
    return found;
  }

  /** A workspace that must exist, because a row of it does. */
  public Workspace get(WorkspaceId workspace) {
    return find(workspace)
        .orElseThrow(() -> new IllegalStateException("There is no workspace " + workspace));
  }

  /** The workspace of {@code /w/{slug}}. */
  public Optional<Workspace> bySlug(String slug) {
    WorkspaceId cached = slugs.getIfPresent(slug);
    Optional<WorkspaceId> id =
        cached != null ? Optional.of(cached) : tx.directory(() -> rows.idOf(slug));
    id.ifPresent(found -> slugs.put(slug, found));
    return id.flatMap(this::find);
  }

  /** Every workspace, for work that walks all of them. */
  public List<WorkspaceId> all() {
    return tx.directory(rows::all);
  }

  /**
   * Makes a workspace, its keys, its owner and an API key with all scopes. An address that already
   * signs in elsewhere becomes the owner of this one too.
   *
   * @throws ApiProblem 400 naming what is wrong with the draft
   */
  public NewWorkspace create(WorkspaceDraft draft) {
    EmailAddress email =
        EmailAddress.parse(draft.ownerEmail())
            .orElseThrow(() -> ApiProblem.invalid("email", "must be an e-mail address"));
    String owner = text("name", draft.ownerName(), 200);
    Workspace drafted = drafted(draft);
    return tx.in(
        drafted.id(),
        () -> {
          UserId user = accounts.ensure(email, owner);
          Actor actor = Actor.user(user, owner);
          Workspace workspace = begin(drafted, user, actor);
          String key =
              keys.create(workspace.id(), "First key", EnumSet.allOf(Scope.class), null, actor)
                  .text();
          return new NewWorkspace(
              workspace.id(), workspace.slug(), user, key, accounts.signInLink(user));
        });
  }

  /**
   * Makes the workspace of a sign-up: with its owner and what he accepted, without an API key. The
   * claim decides inside the transaction whether it is still to be made.
   */
  Optional<Founded> found(WorkspaceDraft draft, Agreement agreement, BooleanSupplier claim) {
    EmailAddress email = EmailAddress.parse(draft.ownerEmail()).orElseThrow();
    Workspace drafted = drafted(draft);
    return tx.in(
        drafted.id(),
        () -> {
          if (!claim.getAsBoolean()) {
            return Optional.<Founded>empty();
          }
          UserId user = accounts.ensure(email, draft.ownerName());
          Actor actor = Actor.user(user, draft.ownerName());
          Workspace workspace = begin(drafted, user, actor);
          accept(workspace.id(), user, actor, agreement);
          return Optional.of(new Founded(workspace, user));
        });
  }

  /**
   * Whether the first day's limits are over: a business that signed itself up is a day old; one
   * that whoever runs the installation made was known from the start.
   */
  public boolean isEstablished(WorkspaceId workspace, Instant now) {
    return !get(workspace).createdAt().plus(FIRST_DAY).isAfter(now)
        || !tx.in(workspace, () -> agreements.isOpenedBySignUp(workspace));
  }

  /** A further business of a person who signs in already and has accepted the agreement for it. */
  Workspace open(UserId owner, String business) {
    Account account = accounts.find(owner).orElseThrow();
    Workspace drafted =
        drafted(new WorkspaceDraft(business, account.name(), account.email(), null, null, null));
    return tx.in(
        drafted.id(),
        () -> {
          Actor actor = Actor.user(owner, account.name());
          Workspace workspace = begin(drafted, owner, actor);
          accept(workspace.id(), owner, actor, Agreement.now(clock.instant()));
          return workspace;
        });
  }

  /** The workspace with what none is without: keys, a slug, an owner, its first entry. */
  private Workspace begin(Workspace drafted, UserId owner, Actor actor) {
    vault.create(drafted.id());
    Workspace workspace = withFreeSlug(drafted);
    rows.insert(workspace);
    memberships.join(owner, workspace.id(), Role.OWNER, clock.instant());
    processing.begin(workspace.id(), actor);
    audit.append(
        workspace.id(),
        actor,
        "workspace.created",
        workspace.id().toString(),
        Map.of("slug", workspace.slug()));
    return workspace;
  }

  /** Keeps what a person accepted here; in the surrounding transaction of the workspace. */
  void accept(WorkspaceId workspace, UserId user, Actor actor, Agreement agreement) {
    agreements.insert(workspace, user, agreement);
    var versions = new LinkedHashMap<String, String>();
    versions.put("terms", agreement.termsVersion());
    if (agreement.processingVersion() != null) {
      versions.put("dpa", agreement.processingVersion());
    }
    audit.append(workspace, actor, "agreement.accepted", workspace.toString(), versions);
  }

  /** Whether everybody here needs a second factor; all nodes hear of it at the commit. */
  void requireSecondFactor(WorkspaceId id, Actor actor, boolean required) {
    tx.run(
        id,
        () -> {
          rows.lock(id);
          Workspace before = rows.find(id).orElseThrow(() -> ApiProblem.notFound("workspace"));
          rows.update(with(before, before.settings().withSecondFactor(required)));
          audit.append(
              id, actor, "second_factor.demanded", id.toString(), Map.of("required", required));
          broadcast.tell(NOTICE + id);
          WorkspaceTx.afterCommit(() -> known.invalidate(id));
        });
  }

  /** A fresh one-time link for a person who signs in here; empty for an unknown address. */
  public Optional<String> signInLink(String email) {
    return EmailAddress.parse(email)
        .flatMap(accounts::byEmail)
        .map(account -> accounts.signInLink(account.id()));
  }

  /**
   * Changes settings; all nodes hear of it at the commit. Changes wait for one another and each is
   * applied to what it finds, so that of two at once neither undoes the other's.
   *
   * @throws ApiProblem 400 naming every field that cannot be
   */
  Workspace change(WorkspaceId id, Actor actor, SettingsChange change) {
    return tx.in(
        id,
        () -> {
          rows.lock(id);
          Workspace before = rows.find(id).orElseThrow(() -> ApiProblem.notFound("workspace"));
          Workspace after = SettingsRules.apply(before, change);
          if (after.equals(before)) {
            return before;
          }
          rows.update(after);
          audit.append(
              id,
              actor,
              "settings.changed",
              id.toString(),
              SettingsRules.difference(before, after));
          events.publishEvent(new WorkspaceChanged(before, after));
          broadcast.tell(NOTICE + id);
          WorkspaceTx.afterCommit(() -> known.invalidate(id));
          return after;
        });
  }

  private Workspace drafted(WorkspaceDraft draft) {
    Instant now = WorkspaceRepository.stored(clock.instant());
    Place place =
        draft.country() == null
            ? Place.guess(zone(draft.timezone()), currency(draft.currency()))
            : Place.inCountry(draft.country());
    String trade =
        draft.trade() == null || draft.trade().isBlank() ? "other" : trade(draft.trade());
    return new Workspace(
        new WorkspaceId(Uuid7.at(now)),
        "",
        text("business", draft.businessName(), 200),
        trade,
        "",
        place.country(),
        settings.region(),
        ZoneId.of(place.zone()),
        place.currency(),
        30,
        WorkspaceSettings.DEFAULT,
        now);
  }

  private Workspace withFreeSlug(Workspace w) {
    for (int n = 1; n <= 50; n++) {
      String slug = SlugRules.proposal(w.businessName(), n);
      if (rows.takeSlug(w.id(), slug)) {
        return named(w, slug);
      }
    }
    String slug =
        SlugRules.proposal(w.businessName(), 1)
            + "-"
            + UUID.randomUUID().toString().substring(0, 8);
    rows.takeSlug(w.id(), slug);
    return named(w, slug);
  }

  private static Workspace with(Workspace w, WorkspaceSettings settings) {
    return new Workspace(
        w.id(),
        w.slug(),
        w.businessName(),
        w.trade(),
        w.offers(),
        w.country(),
        w.region(),
        w.timezone(),
        w.currency(),
        w.conversationGapDays(),
        settings,
        w.createdAt());
  }

  private static Workspace named(Workspace w, String slug) {
    return new Workspace(
        w.id(),
        slug,
        w.businessName(),
        w.trade(),
        w.offers(),
        w.country(),
        w.region(),
        w.timezone(),
        w.currency(),
        w.conversationGapDays(),
        w.settings(),
        w.createdAt());
  }

  static String text(String field, @Nullable String value, int longest) {
    String line = value == null ? "" : OneLine.of(value);
    if (line.isEmpty() || line.length() > longest) {
      throw ApiProblem.invalid(field, "must have 1 to " + longest + " characters");
    }
    return line;
  }

  private static String trade(String given) {
    return SettingsRules.tradeOf(text("trade", given, 60));
  }

  private static @Nullable String zone(@Nullable String given) {
    return given == null || given.isBlank()
        ? null
        : SettingsRules.zoneOf(given)
            .map(ZoneId::getId)
            .orElseThrow(() -> ApiProblem.invalid("timezone", SettingsRules.NO_ZONE));
  }

  private static @Nullable String currency(@Nullable String given) {
    return given == null || given.isBlank()
        ? null
        : SettingsRules.currencyOf(given)
            .orElseThrow(() -> ApiProblem.invalid("currency", SettingsRules.NO_CURRENCY));
  }

  private void heard(String notice) {
    if (notice.equals(Broadcast.EVERYTHING)) {
      known.invalidateAll();
    } else if (notice.startsWith(NOTICE)) {
      known.invalidate(WorkspaceId.of(notice.substring(NOTICE.length())));
    }
  }
}
