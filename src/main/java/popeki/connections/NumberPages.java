package popeki.connections;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.DoorLog;
import popeki.platform.DoorLog.Knock;
import popeki.platform.Settings;
import popeki.platform.Shell;
import popeki.platform.Tone;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Member;
import popeki.workspaces.Numbers;
import popeki.workspaces.SettingsViews;

/** Gathers what the pages about numbers show. */
@Component
class NumberPages {
  /** So long is silence no reason to worry. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Under this name the intake notes events of numbers that are connected nowhere. */
  private static final String NUMBER_DOOR = "number:";

  private static final String DOOR = "whatsapp";

  private final Numbers numbers;
  private final Connections connections;
  private final MetaApps apps;
  private final Settings settings;
  private final DoorLog doors;
  private final Clock clock;

  NumberPages(
      Numbers numbers,
      Connections connections,
      MetaApps apps,
      Settings settings,
      DoorLog doors,
      Clock clock) {
    this.numbers = numbers;
    this.connections = connections;
    this.apps = apps;
    this.settings = settings;
    this.doors = doors;
    this.clock = clock;
  }

  NumberViews.Listed list(
      Member member,
      Shell shell,
      Map<String, String> typed,
      Map<String, String> errors,
      boolean byHand) {
    WorkspaceId workspace = member.workspaceId();
    List<Connection> known = connections.list(workspace);
    List<NumberViews.Row> rows =
        numbers.list(workspace).stream()
            .map(number -> row(shell, number, of(known, number)))
            .toList();
    return new NumberViews.Listed(
        rows,
        new SettingsViews.Form(typed, Map.of(), errors, member.role().administers()),
        byHand,
        webhook(null),
        apps.list(workspace).stream().map(app -> app(member, shell, app)).toList(),
        clock.instant());
  }

  NumberViews.One one(
      Member member, Shell shell, ConnectedNumber number, @Nullable String refused) {
    Instant now = clock.instant();
    Connection connection = connections.find(member.workspaceId(), number.id()).orElse(null);
    List<MetaApp> own = apps.list(member.workspaceId());
    boolean patient = now.isBefore(number.connectedAt().plus(PATIENCE));
    boolean broken = connection != null && connection.trouble() != null;
    boolean silent = number.lastEventAt() == null && (!patient || broken);
    return new NumberViews.One(
        row(shell, number, connection),
        number.wabaId(),
        number.connectedAt(),
        number.firstEventAt(),
        number.firstEventKind(),
        shell.path("settings/numbers/" + number.id()),
        member.role().administers(),
        webhook(door(own, connection)),
        health(connection, now),
        silent ? causes(number, connection, own) : List.of(),
        refused,
        now);
  }

  private NumberViews.Row row(
      Shell shell, ConnectedNumber number, @Nullable Connection connection) {
    Instant ends = connection == null ? null : connection.endsAt();
    boolean soon = ends != null && ends.isBefore(clock.instant().plus(ConnectionCheckup.SOON));
    Trouble trouble = connection == null ? null : connection.trouble();
    String state =
        trouble != null
            ? trouble.needsToken() ? "reconnect" : "suspended"
            : number.lastEventAt() != null ? "heard" : "silent";
    return new NumberViews.Row(
        number.displayPhoneNumber(),
        shell.path("settings/numbers/" + number.id()),
        number.phoneNumberId(),
        number.hasToken(),
        state,
        switch (state) {
          case "reconnect" -> Tone.NEGATIVE;
          case "heard" -> Tone.POSITIVE;
          default -> Tone.WARNING;
        },
        switch (state) {
          case "reconnect" -> "circle-alert";
          case "heard" -> "circle-check";
          case "suspended" -> "triangle-alert";
          default -> "hourglass";
        },
        number.lastEventAt(),
        soon ? ends : null);
  }

  private static @Nullable Connection of(List<Connection> known, ConnectedNumber number) {
    return known.stream()
        .filter(each -> each.number().equals(number.id()))
        .findFirst()
        .orElse(null);
  }

  private static NumberViews.Health health(@Nullable Connection connection, Instant now) {
    if (connection == null) {
      return new NumberViews.Health(
          null, null, false, null, List.of(), false, null, false, null, null, null, null);
    }
    Trouble trouble = connection.trouble();
    Instant ends = connection.endsAt();
    return new NumberViews.Health(
        trouble == null ? null : trouble.wire(),
        connection.troubleAt(),
        trouble != null && trouble.needsToken(),
        connection.appId(),
        List.copyOf(missing(connection)),
        connection.checkedAt() != null,
        ends,
        ends != null && ends.isBefore(now.plus(ConnectionCheckup.SOON)),
        connection.quality(),
        connection.status(),
        connection.verifiedName(),
        connection.checkedAt());
  }

  private static Set<String> missing(Connection connection) {
    var missing = new TreeSet<String>();
    for (String scope : List.of(TokenFacts.MESSAGES, TokenFacts.MANAGEMENT)) {
      if (connection.lacks(scope)) {
        missing.add(scope);
      }
    }
    return missing;
  }

  /** The app whose address the number's events come to; null for the environment's. */
  private static @Nullable MetaApp door(List<MetaApp> own, @Nullable Connection connection) {
    String app = connection == null ? null : connection.appId();
    return own.stream().filter(each -> each.appId().equals(app)).findFirst().orElse(null);
  }

  private NumberViews.Webhook webhook(@Nullable MetaApp app) {
    return app == null
        ? new NumberViews.Webhook(
            settings.publicUrl() + "/webhooks/whatsapp",
            settings.whatsAppVerifyToken() != null,
            settings.whatsAppAppSecret() != null,
            doors.seen(DOOR).latest().get(Knock.VERIFIED))
        : new NumberViews.Webhook(
            address(app), true, true, doors.seen(doorOf(app)).latest().get(Knock.VERIFIED));
  }

  private NumberViews.App app(Member member, Shell shell, MetaApp app) {
    return new NumberViews.App(
        app.appId(),
        address(app),
        member.role().administers() ? app.verifyToken() : null,
        doors.seen(doorOf(app)).latest().get(Knock.VERIFIED),
        shell.path("settings/numbers/apps/" + app.id() + "/remove"));
  }

  private String address(MetaApp app) {
    return settings.publicUrl() + "/webhooks/whatsapp/" + app.key();
  }

  private static String doorOf(MetaApp app) {
    return DOOR + ":" + app.key();
  }

  private List<NumberViews.Cause> causes(
      ConnectedNumber number, @Nullable Connection connection, List<MetaApp> own) {
    Instant since = number.connectedAt();
    MetaApp door = door(own, connection);
    List<DoorLog.Seen> seen = new ArrayList<>();
    seen.add(doors.seen(door == null ? DOOR : doorOf(door)));
    if (connection == null || connection.appId() == null) {
      own.forEach(app -> seen.add(doors.seen(doorOf(app))));
    }
    String neighbour = neighbour(connection, since);
    var facts =
        new ListeningRules.Facts(
            door != null || settings.whatsAppAppSecret() != null,
            door != null || settings.whatsAppVerifyToken() != null,
            seen.stream().anyMatch(each -> each.latest().containsKey(Knock.VERIFIED)),
            since(seen, Knock.VERIFY_REFUSED, since),
            since(seen, Knock.REFUSED, since),
            since(seen, Knock.ACCEPTED, since),
            heard(ListeningRules.DASHBOARD_TEST, since),
            neighbour != null,
            account(number, connection, door));
    return ListeningRules.causes(facts).stream()
        .map(key -> cause(key, number, connection, neighbour))
        .toList();
  }

  private static NumberViews.Cause cause(
      String key,
      ConnectedNumber number,
      @Nullable Connection connection,
      @Nullable String neighbour) {
    String app = connection == null ? null : connection.appId();
    return switch (key) {
      case "other_app" -> new NumberViews.Cause(key, String.valueOf(app), false);
      case "neighbour" -> new NumberViews.Cause(key, String.valueOf(neighbour), false);
      case "app_not_subscribed" -> new NumberViews.Cause(key, number.wabaId(), true);
      default -> new NumberViews.Cause(key, number.wabaId(), false);
    };
  }

  private ListeningRules.Account account(
      ConnectedNumber number, @Nullable Connection connection, @Nullable MetaApp door) {
    boolean testNumber = number.digits().startsWith("1555");
    if (connection == null) {
      return new ListeningRules.Account(null, Set.of(), null, null, true, testNumber);
    }
    String environment = settings.values().get("META_APP_ID");
    String app = connection.appId();
    return new ListeningRules.Account(
        connection.trouble(),
        missing(connection),
        connection.subscribed(),
        connection.listed(),
        door != null || environment == null || app == null || environment.equals(app),
        testNumber || "Test Number".equals(connection.verifiedName()));
  }

  private @Nullable String neighbour(@Nullable Connection connection, Instant since) {
    return connection == null
        ? null
        : connection.neighbours().stream()
            .sorted()
            .filter(id -> heard(id, since))
            .findFirst()
            .orElse(null);
  }

  private boolean heard(String phoneNumberId, Instant since) {
    return doors.seen(NUMBER_DOOR + phoneNumberId).since(Knock.ACCEPTED, since);
  }

  private static boolean since(List<DoorLog.Seen> seen, Knock knock, Instant moment) {
    return seen.stream().anyMatch(each -> each.since(knock, moment));
  }
}
