package popeki.workspaces;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Broadcast;
import popeki.platform.Scope;
import popeki.platform.Secrets;
import popeki.platform.WorkspaceTx;

/**
 * Keys that programs sign in with. A key is shown once; its SHA-256 is kept. Found keys stay in
 * memory for half a minute, and a revocation is heard by all nodes at once.
 */
@Component
class ApiKeys {
  private static final String NOTICE = "api-key:";
  private static final int USUAL_OVERLAP_HOURS = 24;
  private static final int LONGEST_OVERLAP_HOURS = 168;
  private static final Duration LAST_USED_STEP = Duration.ofMinutes(1);

  private final ApiKeyRepository rows;
  private final WorkspaceTx tx;
  private final Audit audit;
  private final Broadcast broadcast;
  private final Clock clock;
  private final Cache<String, ApiKey> found =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofSeconds(30)).build();
  private final Cache<UUID, Instant> touched =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofHours(1)).build();

  /** A key just made, with its text, shown once. */
  record Created(ApiKey key, String text) {
    @Override
    public String toString() {
      return "Created[" + key.id() + "]";
    }
  }

  ApiKeys(ApiKeyRepository rows, WorkspaceTx tx, Audit audit, Broadcast broadcast, Clock clock) {
    this.rows = rows;
    this.tx = tx;
    this.audit = audit;
    this.broadcast = broadcast;
    this.clock = clock;
    broadcast.listen(
        notice -> {
          if (notice.startsWith(NOTICE) || notice.equals(Broadcast.EVERYTHING)) {
            found.invalidateAll();
          }
        });
  }

  Created create(
      WorkspaceId workspace,
      String name,
      Set<Scope> scopes,
      @Nullable Instant expires,
      Actor actor) {
    return tx.in(
        workspace,
        () -> {
          Created made = insert(workspace, name, scopes, expires);
          audit.append(
              workspace,
              actor,
              "api_key.created",
              made.key().id().toString(),
              Map.of(
                  "name",
                  name,
                  "scopes",
                  wire(scopes),
                  "expires_at",
                  expires == null ? "never" : expires.toString()));
          return made;
        });
  }

  /**
   * A new key with the same name, scopes and length of life; the old one goes on working for the
   * overlap, or until its own end where that comes first.
   *
   * @param may what the one who asks may do; nobody gets a key that may do more
   */
  Created rotate(WorkspaceId workspace, UUID id, Duration overlap, Set<Scope> may, Actor actor) {
    return tx.in(
        workspace,
        () -> {
          Instant now = clock.instant();
          ApiKey old =
              rows.lock(workspace, id)
                  .filter(known -> known.opensAt(now))
                  .orElseThrow(() -> ApiProblem.notFound("API key"));
          requireScopes(may, old.scopes());
          if (old.replacedBy() != null) {
            throw ApiProblem.conflict(
                "already_rotated",
                "This key has a successor already; rotate that one, or revoke this.");
          }
          Created made = insert(workspace, old.name(), old.scopes(), successorEnds(old, now));
          Instant ends = earlier(now.plus(overlap), old.expiresAt());
          rows.replace(workspace, id, made.key().id(), ends);
          audit.append(
              workspace,
              actor,
              "api_key.rotated",
              id.toString(),
              Map.of("replaced_by", made.key().id().toString(), "ends_at", ends.toString()));
          changed(id);
          return made;
        });
  }

  /**
   * Refuses a key that could do more than the one who makes it.
   *
   * @throws ApiProblem 403
   */
  static void requireScopes(Set<Scope> may, Set<Scope> wanted) {
    if (!may.containsAll(wanted)) {
      throw ApiProblem.forbidden(
          "scope_exceeded", "A key cannot make one that may do more than itself.");
    }
  }

  /**
   * How long a rotated key goes on.
   *
   * @throws ApiProblem 400
   */
  static Duration overlap(@Nullable Integer hours) {
    int given = hours == null ? USUAL_OVERLAP_HOURS : hours;
    if (given < 0 || given > LONGEST_OVERLAP_HOURS) {
      throw ApiProblem.invalid(
          "overlap_hours", "must be a whole number from 0 to " + LONGEST_OVERLAP_HOURS);
    }
    return Duration.ofHours(given);
  }

  private Created insert(
      WorkspaceId workspace, String name, Set<Scope> scopes, @Nullable Instant expires) {
    Instant now = stored(clock.instant());
    ApiKeyText text = ApiKeyText.of(Secrets.random(40));
    var key =
        new ApiKey(
            workspace,
            Uuid7.at(now),
            name,
            text.toString(),
            EnumSet.copyOf(scopes),
            now,
            expires == null ? null : stored(expires),
            null,
            null,
            false,
            null);
    rows.insert(key, Secrets.hash(text.reveal()));
    return new Created(key, text.reveal());
  }

  /** As the database keeps it, so that every answer says the same. */
  private static Instant stored(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  private static @Nullable Instant successorEnds(ApiKey old, Instant now) {
    return old.expiresAt() == null
        ? null
        : now.plus(Duration.between(old.createdAt(), old.expiresAt()));
  }

  private static Instant earlier(Instant one, @Nullable Instant other) {
    return other != null && other.isBefore(one) ? other : one;
  }

  List<ApiKey> list(WorkspaceId workspace) {
    return tx.in(workspace, () -> rows.list(workspace));
  }

  /** Ends a key, on all nodes at the commit. */
  void revoke(WorkspaceId workspace, UUID id, Actor actor) {
    tx.run(
        workspace,
        () -> {
          if (!rows.revoke(workspace, id, clock.instant())) {
            throw ApiProblem.notFound("API key");
          }
          audit.append(workspace, actor, "api_key.revoked", id.toString(), Map.of());
          changed(id);
        });
  }

  ApiKey get(WorkspaceId workspace, UUID id) {
    return tx.in(workspace, () -> rows.find(workspace, id))
        .filter(key -> !key.revoked())
        .orElseThrow(() -> ApiProblem.notFound("API key"));
  }

  private void changed(UUID id) {
    broadcast.tell(NOTICE + id);
    WorkspaceTx.afterCommit(found::invalidateAll);
  }

  /**
   * The key that a text opens; empty when it is unknown, revoked or expired.
   *
   * @param network where the caller is, kept as the last use
   */
  Optional<ApiKey> authenticate(String given, String network) {
    if (ApiKeyText.parse(given).isEmpty()) {
      return Optional.empty();
    }
    ApiKey cached = found.getIfPresent(given);
    Optional<ApiKey> key = cached != null ? Optional.of(cached) : lookUp(given);
    return key.filter(known -> known.opensAt(clock.instant()))
        .map(
            known -> {
              touch(known, network);
              return known;
            });
  }

  private Optional<ApiKey> lookUp(String given) {
    Optional<ApiKey> key =
        tx.directory(() -> rows.locate(Secrets.hash(given)))
            .flatMap(
                place ->
                    tx.in(place.workspace(), () -> rows.find(place.workspace(), place.apiKeyId())));
    key.ifPresent(known -> found.put(given, known));
    return key;
  }

  /** Notes the use, at most once a minute and key. */
  private void touch(ApiKey key, String network) {
    Instant now = clock.instant();
    Instant last = touched.getIfPresent(key.id());
    if (last == null || Duration.between(last, now).compareTo(LAST_USED_STEP) >= 0) {
      touched.put(key.id(), now);
      tx.run(key.workspace(), () -> rows.touch(key.workspace(), key.id(), now, network));
    }
  }

  private static List<String> wire(Set<Scope> scopes) {
    return new TreeSet<>(scopes).stream().map(Scope::wire).toList();
  }
}
