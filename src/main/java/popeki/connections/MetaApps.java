package popeki.connections;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Broadcast;
import popeki.platform.DoorLog;
import popeki.platform.LiveUpdates;
import popeki.platform.Secrets;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Numbers;

/**
 * Further Meta apps beside the one of the environment. Each belongs to one workspace, has its own
 * secret and its own address for events, and may tell of that workspace's numbers alone: whoever
 * holds its secret could otherwise write into another business's conversations.
 */
@Component
public class MetaApps {
  private static final String NOTICE = "meta-app:";
  private static final int MOST = 20;

  private final MetaAppRepository rows;
  private final Numbers numbers;
  private final WorkspaceTx tx;
  private final Audit audit;
  private final Broadcast broadcast;
  private final LiveUpdates live;
  private final DoorLog log;
  private final Clock clock;

  private final Cache<String, Door> doors =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(5)).build();

  /** Anyone may ask for addresses that are none; they cost one look each few seconds. */
  private final Cache<String, Boolean> none =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofSeconds(10)).build();

  MetaApps(
      MetaAppRepository rows,
      Numbers numbers,
      WorkspaceTx tx,
      Audit audit,
      Broadcast broadcast,
      LiveUpdates live,
      DoorLog log,
      Clock clock) {
    this.rows = rows;
    this.numbers = numbers;
    this.tx = tx;
    this.audit = audit;
    this.broadcast = broadcast;
    this.live = live;
    this.log = log;
    this.clock = clock;
    broadcast.listen(
        notice -> {
          if (notice.startsWith(NOTICE) || notice.equals(Broadcast.EVERYTHING)) {
            forget();
          }
        });
  }

  /** An address for events: whose, and what opens it. */
  public record Door(WorkspaceId workspace, String secret, String verifyToken) {
    /** Logs get no secret. */
    @Override
    public String toString() {
      return "Door[" + workspace + "]";
    }
  }

  /** The door of an app by the end of its address; empty when there is none. */
  public Optional<Door> door(String key) {
    Door known = doors.getIfPresent(key);
    if (known != null || none.getIfPresent(key) != null) {
      return Optional.ofNullable(known);
    }
    Optional<Door> found =
        key.matches("[A-Za-z0-9_-]{8,64}")
            ? tx.directory(() -> rows.locate(key)).flatMap(this::open)
            : Optional.empty();
    found.ifPresentOrElse(door -> doors.put(key, door), () -> none.put(key, true));
    return found;
  }

  private Optional<Door> open(MetaAppRepository.Location place) {
    var workspace = new WorkspaceId(place.workspaceId());
    return tx.in(workspace, () -> rows.find(workspace, place.metaAppId()))
        .map(app -> new Door(workspace, app.secret(), app.verifyToken()));
  }

  /** Whose app has this address. */
  public Optional<WorkspaceId> home(String key) {
    return door(key).map(Door::workspace);
  }

  /**
   * May what came to this address tell of this number or account? Only of its own workspace's. A
   * number that is nobody's is noted for whoever waits for it, and no more.
   *
   * @param phoneNumberId null for what is about an account
   */
  public boolean mayTell(String key, @Nullable String phoneNumberId, @Nullable String wabaId) {
    WorkspaceId home = door(key).map(Door::workspace).orElse(null);
    if (home == null) {
      return false;
    }
    if (phoneNumberId == null) {
      return numbers.list(home).stream().anyMatch(own -> own.wabaId().equals(wabaId));
    }
    Optional<ConnectedNumber> number = numbers.byPhoneNumberId(phoneNumberId);
    if (number.isEmpty()) {
      log.note("number:" + phoneNumberId, DoorLog.Knock.ACCEPTED);
    }
    return number.filter(own -> own.workspace().equals(home)).isPresent();
  }

  List<MetaApp> list(WorkspaceId workspace) {
    return tx.in(workspace, () -> rows.list(workspace));
  }

  /**
   * Adds an app, or gives one a new secret.
   *
   * @throws ApiProblem 400 naming the field; 422 when there are too many
   */
  MetaApp add(WorkspaceId workspace, String appId, String secret, Actor actor) {
    if (!appId.matches("[0-9]{5,20}")) {
      throw ApiProblem.invalid("app_id", "must be the app's id, digits only");
    }
    if (!secret.matches("[A-Za-z0-9]{16,128}")) {
      throw ApiProblem.invalid("app_secret", "must be the app's secret as Meta shows it");
    }
    return tx.in(
        workspace,
        () -> {
          List<MetaApp> known = rows.list(workspace);
          Optional<MetaApp> same =
              known.stream().filter(app -> app.appId().equals(appId)).findFirst();
          if (same.isEmpty() && known.size() >= MOST) {
            throw ApiProblem.unprocessable(
                "too_many_apps", "A workspace holds at most " + MOST + " Meta apps.");
          }
          MetaApp app = same.map(old -> renewed(old, secret)).orElseGet(() -> fresh(appId, secret));
          rows.save(workspace, app);
          changed(workspace, app, "meta_app.saved", actor);
          return app;
        });
  }

  /**
   * @throws ApiProblem 404
   */
  void remove(WorkspaceId workspace, UUID id, Actor actor) {
    tx.run(
        workspace,
        () -> {
          MetaApp app = rows.find(workspace, id).orElseThrow(() -> ApiProblem.notFound("Meta app"));
          rows.remove(workspace, id);
          changed(workspace, app, "meta_app.removed", actor);
        });
  }

  private void changed(WorkspaceId workspace, MetaApp app, String action, Actor actor) {
    audit.append(workspace, actor, action, app.id().toString(), Map.of("app_id", app.appId()));
    broadcast.tell(NOTICE + app.key());
    WorkspaceTx.afterCommit(this::forget);
    live.changed(workspace);
  }

  private void forget() {
    doors.invalidateAll();
    none.invalidateAll();
  }

  private static MetaApp renewed(MetaApp old, String secret) {
    return new MetaApp(
        old.id(), old.appId(), old.key(), secret, old.verifyToken(), old.createdAt());
  }

  private MetaApp fresh(String appId, String secret) {
    Instant now = clock.instant();
    return new MetaApp(Uuid7.at(now), appId, word(12), secret, word(18), now);
  }

  private static String word(int bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Secrets.random(bytes));
  }
}
