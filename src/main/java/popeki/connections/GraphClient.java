package popeki.connections;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import popeki.platform.Outbound;
import popeki.platform.Settings;
import tools.jackson.databind.JsonNode;

/**
 * Meta's Graph, as far as connecting a number and reading a file need it; what a token is, others
 * ask here too.
 */
@Component
public class GraphClient {
  private static final String ID = "[A-Za-z0-9_.-]{1,64}";
  private static final int MOST_PAGES = 20;
  private static final String NUMBER_FIELDS =
      "id,display_phone_number,verified_name,quality_rating,status";

  private final GraphDoor door;
  private final Outbound.Peer graph;
  private final Settings settings;

  GraphClient(GraphDoor door, @Qualifier("graphPeer") Outbound.Peer graph, Settings settings) {
    this.door = door;
    this.graph = graph;
    this.settings = settings;
  }

  /**
   * A file at Meta: where it is for the next minutes, and what.
   *
   * @param bytes as Meta says; 0 when it does not
   */
  record FilePlace(String url, @Nullable String mimeType, long bytes) {}

  /**
   * What a token is. It is asked with the token itself; where Meta wants the app's own token for
   * that, with the one of the environment's app.
   */
  public TokenFacts inspect(String token) throws GraphRefused {
    String query = "debug_token?input_token=" + encoded(token);
    try {
      return facts(read("GET", query, token));
    } catch (GraphRefused refused) {
      String app = appToken();
      if (app == null || refused.trouble().needsToken() || refused.trouble().passes()) {
        throw refused;
      }
      return facts(read("GET", query, app));
    }
  }

  /** The numbers of a WhatsApp account, all pages of them. */
  List<FoundNumber> numbers(String token, String waba) throws GraphRefused {
    var found = new ArrayList<FoundNumber>();
    var seen = new TreeSet<String>();
    String after = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer =
          read(
              "GET",
              part(waba) + "/phone_numbers?limit=100&fields=" + NUMBER_FIELDS + after,
              token);
      answer.path("data").forEach(each -> found.add(number(waba, each)));
      String cursor = answer.path("paging").path("cursors").path("after").asString("");
      if (answer.path("paging").path("next").asString("").isEmpty()
          || cursor.isEmpty()
          || !seen.add(cursor)) {
        return List.copyOf(found);
      }
      after = "&after=" + encoded(cursor);
    }
    return List.copyOf(found);
  }

  /** Asks Meta to send the account's events to the token's app; again, it changes nothing. */
  void subscribe(String token, String waba) throws GraphRefused {
    read("POST", part(waba) + "/subscribed_apps", token);
  }

  /** The apps that get the account's events. */
  Set<String> subscribers(String token, String waba) throws GraphRefused {
    var apps = new TreeSet<String>();
    read("GET", part(waba) + "/subscribed_apps", token)
        .path("data")
        .forEach(
            app -> {
              String id = app.path("whatsapp_business_api_data").path("id").asString("");
              if (!id.isEmpty()) {
                apps.add(id);
              }
            });
    return apps;
  }

  /** Where a file is that a customer sent. */
  FilePlace file(String token, String media) throws GraphRefused {
    JsonNode answer = read("GET", part(media), token);
    return new FilePlace(
        answer.path("url").asString(""),
        text(answer.path("mime_type")),
        answer.path("file_size").asLong(0));
  }

  private TokenFacts facts(JsonNode answer) {
    JsonNode data = answer.path("data");
    var scopes = new TreeSet<String>();
    data.path("scopes").forEach(scope -> scopes.add(scope.asString("")));
    var accounts = new TreeSet<String>();
    for (JsonNode granular : data.path("granular_scopes")) {
      scopes.add(granular.path("scope").asString(""));
      if (granular.path("scope").asString("").equals(TokenFacts.MANAGEMENT)) {
        granular.path("target_ids").forEach(id -> accounts.add(id.asString("")));
      }
    }
    return new TokenFacts(
        text(data.path("app_id")),
        data.path("is_valid").asBoolean(false) ? null : why(data.path("error")),
        second(data.path("expires_at")),
        second(data.path("data_access_expires_at")),
        scopes,
        List.copyOf(accounts));
  }

  private static Trouble why(JsonNode error) {
    Trouble trouble =
        error.isObject()
            ? GraphRules.judge(
                400,
                GraphDoor.number(error.path("code")),
                GraphDoor.number(error.path("subcode")),
                false)
            : Trouble.TOKEN_INVALID;
    return trouble.needsToken() ? trouble : Trouble.TOKEN_INVALID;
  }

  private static FoundNumber number(String waba, JsonNode each) {
    return new FoundNumber(
        each.path("id").asString(""),
        waba,
        each.path("display_phone_number").asString(""),
        text(each.path("verified_name")),
        text(each.path("quality_rating")),
        text(each.path("status")));
  }

  private JsonNode read(String method, String path, String token) throws GraphRefused {
    GraphDoor.Reply reply = door.ask(graph, method, path, token);
    if (reply.trouble() != null) {
      throw new GraphRefused(reply.trouble(), text(reply.trace()));
    }
    return reply.body();
  }

  private @Nullable String appToken() {
    String id = settings.values().get("META_APP_ID");
    String secret = settings.whatsAppAppSecret();
    return id == null || secret == null ? null : id + "|" + secret;
  }

  /** An id as a part of the path; it may come from a form. */
  private static String part(String id) throws GraphRefused {
    if (!id.matches(ID) || id.chars().allMatch(c -> c == '.')) {
      throw new GraphRefused(Trouble.NO_ACCESS, null);
    }
    return id;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static @Nullable Instant second(JsonNode node) {
    long second = node.asLong(0);
    return second <= 0 || second > 32_503_680_000L ? null : Instant.ofEpochSecond(second);
  }

  private static @Nullable String text(JsonNode node) {
    String text = node.isString() || node.isNumber() ? node.asString() : "";
    return text.isBlank() ? null : text.length() > 200 ? text.substring(0, 200) : text;
  }
}
