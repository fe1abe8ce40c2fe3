package popeki.connections;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.platform.GraphVersion;
import popeki.platform.Outbound;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One call to Meta's Graph: sent, read and judged in the same way whoever asks. */
@Component
public class GraphDoor {
  private final Outbound outbound;
  private final JsonMapper json;

  GraphDoor(Outbound outbound, JsonMapper json) {
    this.outbound = outbound;
    this.json = json;
  }

  /**
   * What came of a call.
   *
   * @param answer null when there was none
   * @param body what Meta wrote; no object where it wrote none
   * @param trouble why it cannot be used; null when it can
   */
  public record Reply(Outbound.@Nullable Answer answer, JsonNode body, @Nullable Trouble trouble) {
    /** Meta's {@code fbtrace_id}, which its support asks for, as it came. */
    public JsonNode trace() {
      return body.path("error").path("fbtrace_id");
    }
  }

  /**
   * Asks.
   *
   * @param path below the version, with its query
   */
  public Reply ask(Outbound.Peer graph, String method, String path, String token) {
    var uri = URI.create(graph.base() + "/" + GraphVersion.CURRENT + "/" + path);
    var headers = Map.of("Authorization", "Bearer " + token, "Accept", "application/json");
    Outbound.Answer answer;
    try {
      answer = outbound.send(graph, new Outbound.Letter(method, uri, headers, ""));
    } catch (Outbound.NoAnswer e) {
      return new Reply(null, json.nullNode(), Trouble.AWAY);
    }
    JsonNode body = tree(answer.body());
    return new Reply(answer, body, trouble(answer, body));
  }

  private static @Nullable Trouble trouble(Outbound.Answer answer, JsonNode body) {
    JsonNode error = body.path("error");
    if (answer.status() / 100 != 2 || error.isObject()) {
      return GraphRules.judge(
          answer.status(),
          number(error.path("code")),
          number(error.path("error_subcode")),
          error.path("is_transient").asBoolean(false));
    }
    return body.isObject() ? null : Trouble.AWAY;
  }

  private JsonNode tree(String body) {
    try {
      return json.readTree(body);
    } catch (JacksonException notJson) {
      return json.nullNode();
    }
  }

  static @Nullable Integer number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToInt() ? node.asInt() : null;
  }
}
