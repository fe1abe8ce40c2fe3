package popeki.sandbox;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import popeki.sandbox.GraphRules.Refusal;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * WhatsApp accounts, their numbers, who gets their events, and files that customers sent: the part
 * of Meta's Graph that connecting a number needs, with the rules that Meta holds a token to.
 */
final class PretendAccounts {
  static final String OTHER_WABA = "998877665544332";
  private static final String TEST_NUMBER = "+1 555 025 3483";
  static final String PHOTO = "910000000000001";
  static final String VOICE = "910000000000002";
  static final String DOCUMENT = "910000000000003";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String FILES = "/whatsapp_business/attachments/";
  private static final Refusal NO_OBJECT =
      new Refusal(
          100,
          33,
          "Unsupported request",
          "Object does not exist, cannot be loaded due to missing permissions, or does not support this operation.");
  private static final Refusal NO_PERMISSION =
      new Refusal(200, 0, "Permissions error", "The token lacks a permission.");

  /** One pixel; enough to be a picture. */
  private static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

  private static final Map<String, String> TYPES =
      Map.of(
          PHOTO, "image/png",
          VOICE, "audio/ogg; codecs=opus",
          DOCUMENT, "text/html");

  private final World world;
  private final PretendTokens tokens;

  /** The apps that get an account's events; the world's own does from the start. */
  private final ConcurrentHashMap<String, Set<String>> subscribers = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();

  PretendAccounts(World world, PretendTokens tokens) {
    this.world = world;
    this.tokens = tokens;
  }

  /** An answer, or why there is none. */
  record Said(@Nullable ObjectNode answer, @Nullable Refusal refusal) {
    static Said refused(Refusal refusal) {
      return new Said(null, refusal);
    }
  }

  /**
   * The numbers of the business's account: the connected one, two that are not, Meta's for tests.
   */
  List<World.ChatNumber> numbers() {
    World.ChatNumber first = world.number();
    return List.of(
        first,
        new World.ChatNumber(first.phoneNumberId() + "2", first.wabaId(), "+55 11 90000-0002"),
        new World.ChatNumber(first.phoneNumberId() + "3", first.wabaId(), "+55 11 90000-0003"),
        new World.ChatNumber(first.phoneNumberId() + "4", first.wabaId(), TEST_NUMBER));
  }

  /** The number of the page: not connected at the start. */
  World.ChatNumber spare() {
    return numbers().get(1);
  }

  World.ChatNumber neighbour() {
    return numbers().get(2);
  }

  boolean subscribed() {
    return subscribers(world.number().wabaId()).contains(PretendTokens.APP_ID);
  }

  void subscribe(boolean on) {
    subscribe(world.number().wabaId(), PretendTokens.APP_ID, on);
  }

  private void subscribe(String account, String app, boolean on) {
    if (on) {
      subscribers(account).add(app);
    } else {
      subscribers(account).remove(app);
    }
  }

  private Set<String> subscribers(String account) {
    return subscribers.computeIfAbsent(
        account,
        _ -> {
          Set<String> apps = ConcurrentHashMap.newKeySet();
          apps.add(PretendTokens.APP_ID);
          return apps;
        });
  }

  /** How often a token was used. */
  int calls(String token) {
    return calls.getOrDefault(token, 0);
  }

  /** Answers what concerns accounts; empty for everything else. The bearer works. */
  Optional<Said> answer(Ask ask, String id, String edge) {
    calls.merge(ask.bearer(), 1, Integer::sum);
    if (ask.is("GET") && edge.equals("phone_numbers")) {
      return Optional.of(guarded(ask, id, () -> new Said(page(ask, id), null)));
    }
    if (edge.equals("subscribed_apps")) {
      return Optional.of(guarded(ask, id, () -> subscription(ask, id)));
    }
    if (ask.is("GET") && edge.isEmpty() && TYPES.containsKey(id)) {
      return Optional.of(
          tokens.reads(ask.bearer()) ? new Said(file(ask, id), null) : Said.refused(NO_PERMISSION));
    }
    return Optional.empty();
  }

  /** {@code GET /debug_token?input_token=…}: a token may look at itself. */
  Said inspect(Ask ask) {
    calls.merge(ask.bearer(), 1, Integer::sum);
    String token = ask.query().getOrDefault("input_token", "");
    if (!token.equals(ask.bearer())) {
      return Said.refused(
          Refusal.parameter("The App_id in the input_token did not match the Viewing App"));
    }
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode data = answer.putObject("data");
    data.put("app_id", tokens.app(token)).put("type", "SYSTEM_USER").put("is_valid", true);
    data.put("expires_at", tokens.expiresAt(token)).put("data_access_expires_at", 0);
    var scopes = data.putArray("scopes");
    var granular = data.putArray("granular_scopes");
    for (String scope : tokens.scopes(token)) {
      scopes.add(scope);
      ObjectNode each = granular.addObject().put("scope", scope);
      if (!tokens.named(token).isEmpty()) {
        var targets = each.putArray("target_ids");
        tokens.named(token).forEach(targets::add);
      }
    }
    return new Said(answer, null);
  }

  /** A file by its passing address; only with the token. */
  Optional<Reply> download(Ask ask) {
    if (!ask.path().equals(FILES)) {
      return Optional.empty();
    }
    String id = ask.query().getOrDefault("mid", "");
    if (tokens.refusal(ask.bearer()) != null || !tokens.reads(ask.bearer())) {
      return Optional.of(Reply.json(401, JSON.createObjectNode()));
    }
    String type = TYPES.get(id);
    return Optional.of(
        type == null
            ? Reply.notFound()
            : Reply.file(
                type,
                id.equals(PHOTO)
                    ? PIXEL
                    : "<b>words</b>".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private interface Work {
    Said say();
  }

  private Said guarded(Ask ask, String account, Work work) {
    if (!tokens.manages(ask.bearer())) {
      return Said.refused(NO_PERMISSION);
    }
    return tokens.accounts(ask.bearer()).contains(account) ? work.say() : Said.refused(NO_OBJECT);
  }

  private Said subscription(Ask ask, String account) {
    ObjectNode answer = JSON.createObjectNode();
    switch (ask.method()) {
      case "POST" -> {
        subscribe(account, tokens.app(ask.bearer()), true);
        answer.put("success", true);
      }
      case "DELETE" -> {
        subscribe(account, tokens.app(ask.bearer()), false);
        answer.put("success", true);
      }
      default -> {
        var data = answer.putArray("data");
        for (String app : subscribers(account)) {
          data.addObject()
              .putObject("whatsapp_business_api_data")
              .put("id", app)
              .put("name", app.equals(PretendTokens.APP_ID) ? "Popeki Track" : "Another app");
        }
      }
    }
    return new Said(answer, null);
  }

  /** Two numbers a page, so that whoever does not follow pages misses the third. */
  private ObjectNode page(Ask ask, String account) {
    List<World.ChatNumber> all =
        new ArrayList<>(
            account.equals(OTHER_WABA)
                ? List.of(
                    new World.ChatNumber(
                        world.number().phoneNumberId() + "9", OTHER_WABA, "+55 21 90000-0009"))
                : numbers());
    int from = Math.min(all.size(), number(ask.query().getOrDefault("after", "0")));
    int to = Math.min(all.size(), from + 2);
    ObjectNode answer = JSON.createObjectNode();
    var data = answer.putArray("data");
    for (World.ChatNumber each : all.subList(from, to)) {
      data.addObject()
          .put("id", each.phoneNumberId())
          .put("display_phone_number", each.display())
          .put(
              "verified_name",
              each.display().equals(TEST_NUMBER) ? "Test Number" : world.business())
          .put("quality_rating", "GREEN")
          .put("status", "CONNECTED");
    }
    ObjectNode paging = answer.putObject("paging");
    paging.putObject("cursors").put("after", Integer.toString(to));
    if (to < all.size()) {
      paging.put("next", "https://graph.facebook.com/next");
    }
    return answer;
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
  }

  private ObjectNode file(Ask ask, String id) {
    return JSON.createObjectNode()
        .put("id", id)
        .put("messaging_product", "whatsapp")
        .put("mime_type", String.valueOf(TYPES.get(id)))
        .put("file_size", 67)
        .put("url", "http://" + ask.host() + FILES + "?mid=" + id);
  }
}
