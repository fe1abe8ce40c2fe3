package popeki.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Random;
import popeki.sandbox.ServiceDoors.DoorClosed;
import popeki.sandbox.WhatsAppBodies.Written;

/**
 * Connecting a number, with everything that goes wrong on the way: tokens of each kind, and events
 * that come as they should not.
 */
final class NumberScenes {
  private static final Person SOMEBODY =
      new Person("Ana Lima", "5511900000007", "BR.1700000000000007", "Mozilla/5.0", "192.0.2.77");

  private final World world;
  private final ServiceDoors doors;
  private final PretendTokens tokens;
  private final PretendAccounts accounts;
  private final Random random = new Random();
  private volatile String said = "";

  NumberScenes(World world, ServiceDoors doors, PretendTokens tokens, PretendAccounts accounts) {
    this.world = world;
    this.doors = doors;
    this.tokens = tokens;
    this.accounts = accounts;
  }

  /** What the page shows. */
  NumberStage stage() {
    return new NumberStage(
        accounts.spare().display(),
        accounts.spare().wabaId(),
        tokens.listed().stream()
            .map(each -> new NumberStage.Token(each.token(), each.says(), each.ended()))
            .toList(),
        accounts.subscribed(),
        said);
  }

  /** What the buttons do; what came of it stands on the page. */
  void act(String action, Map<String, String> form) {
    try {
      said = done(action, form);
    } catch (DoorClosed e) {
      said = "The service does not answer";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String done(String action, Map<String, String> form)
      throws DoorClosed, InterruptedException {
    return switch (action) {
      case "message" -> toSpare(message(accounts.spare(), "Olá! Vocês atendem aos sábados?"));
      case "photo" ->
          toSpare(
              WhatsAppBodies.media(
                  accounts.spare(), SOMEBODY, written(""), "image", PretendAccounts.PHOTO));
      case "voice" ->
          toSpare(
              WhatsAppBodies.media(
                  accounts.spare(), SOMEBODY, written(""), "audio", PretendAccounts.VOICE));
      case "document" ->
          toSpare(
              WhatsAppBodies.media(
                  accounts.spare(), SOMEBODY, written(""), "document", PretendAccounts.DOCUMENT));
      case "signature" -> {
        String body = message(accounts.spare(), "Olá");
        yield "Signed with another secret: answered with "
            + doors.notify(body, Signature.of(body, "another_secret"));
      }
      case "neighbour" ->
          "Told of the other number: answered with "
              + doors.notify(message(accounts.neighbour(), "Olá"));
      case "dashboard" ->
          "The dashboard's test: answered with "
              + doors.notify(
                  message(new World.ChatNumber("123456123", "0", "16505551111"), "Test"));
      case "verify" -> "Another verify token: answered with " + doors.handshake("wrong-token");
      case "unsubscribe" -> {
        accounts.subscribe(false);
        yield "The app no longer gets the account's events";
      }
      case "subscribe" -> {
        accounts.subscribe(true);
        yield "The app gets the account's events";
      }
      case "end" -> ended(form.getOrDefault("token", ""), form.getOrDefault("subcode", ""));
      default -> "";
    };
  }

  private String ended(String token, String how) {
    int subcode = subcode(how);
    tokens.end(token, subcode);
    tokens.narrow(token, how.equals("narrow"));
    return how.equals("narrow")
        ? "The token no longer manages the account"
        : subcode == 0 ? "The token lives again" : "The token is refused from now on";
  }

  /** WhatsApp tells only those who are subscribed. */
  private String toSpare(String body) throws DoorClosed, InterruptedException {
    return accounts.subscribed()
        ? "Told: answered with " + doors.notify(body)
        : "Nobody is subscribed to the account, so WhatsApp told nobody";
  }

  private String message(World.ChatNumber number, String text) {
    return WhatsAppBodies.message(number, SOMEBODY, written(text), null);
  }

  private Written written(String text) {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return new Written(
        "wamid." + java.util.Base64.getEncoder().encodeToString(bytes),
        world.clock().instant(),
        text);
  }

  private static int subcode(String text) {
    return List.of("463", "467", "460", "458").contains(text) ? Integer.parseInt(text) : 0;
  }
}
