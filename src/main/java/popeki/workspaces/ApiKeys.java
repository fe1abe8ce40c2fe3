package popeki.workspaces;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    Instant now = clock.instant();
    ApiKeyText text = ApiKeyText.of(Secrets.random(40));
    var key =
        new ApiKey(
            workspace, Uuid7.at(now), name, EnumSet.copyOf(scopes), now, expires, null, false);
    tx.run(
        workspace,
        () -> {
          rows.insert(key, text.toString(), Secrets.hash(text.reveal()));
          audit.append(
              workspace,
              actor,
              "api_key.created",
              key.id().toString(),
              Map.of("name", name, "scopes", wire(scopes)));
        });
    return new Created(key, text.reveal());
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
          broadcast.tell(NOTICE + id);
          WorkspaceTx.afterCommit(found::invalidateAll);
        });
  }

  /** The key that a text opens; empty when it is unknown, revoked or expired. */
  Optional<ApiKey> authenticate(String given) {
    if (ApiKeyText.parse(given).isEmpty()) {
      return Optional.empty();
    }
    ApiKey cached = found.getIfPresent(given);
    Optional<ApiKey> key = cached != null ? Optional.of(cached) : lookUp(given);
    return key.filter(known -> known.opensAt(clock.instant()))
        .map(
            known -> {
              touch(known);
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
  private void touch(ApiKey key) {
    Instant now = clock.instant();
    Instant last = touched.getIfPresent(key.id());
    if (last == null || Duration.between(last, now).compareTo(LAST_USED_STEP) >= 0) {
      touched.put(key.id(), now);
      tx.run(key.workspace(), () -> rows.touch(key.workspace(), key.id(), now));
    }
  }

  private static List<String> wire(Set<Scope> scopes) {
    return new TreeSet<>(scopes).stream().map(Scope::wire).toList();
  }
}
