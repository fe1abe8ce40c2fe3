package popeki.conversions;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import popeki.platform.GraphVersion;
import popeki.platform.Outbound;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Meta's Conversions API: one event a call, so that a bad one takes none with it. */
@Component
class MetaConversionsClient {
  static final String VERSION = GraphVersion.CURRENT;
  private static final Pattern REGAIN =
      Pattern.compile("\"estimated_time_to_regain_access\"\\s*:\\s*([0-9]{1,5})");
  private static final int LONGEST_MESSAGE = 300;

  private final Outbound outbound;
  private final Outbound.Peer meta;
  private final JsonMapper json;
  private final Clock clock;

  MetaConversionsClient(
      Outbound outbound, @Qualifier("metaPeer") Outbound.Peer meta, JsonMapper json, Clock clock) {
    this.outbound = outbound;
    this.meta = meta;
    this.json = json;
    this.clock = clock;
  }

  /** Lets the event go and returns when it has left. */
  Outbound.Call start(Destination.Dataset dataset, String body) {
    var uri = URI.create(meta.base() + "/" + VERSION + "/" + dataset.datasetId() + "/events");
    return outbound.start(
        meta,
        new Outbound.Letter(
            "POST",
            uri,
            Map.of(
                "Authorization", "Bearer " + dataset.token().secret(),
                "Content-Type", "application/json",
                "Accept", "application/json"),
            body));
  }

  /** Waits for Meta's answer and says what it means. */
  DeliveryResult finish(Outbound.Call call) {
    try {
      var answer = call.answer();
      return MetaVerdict.judge(read(answer));
    } catch (Outbound.NoAnswer e) {
      return MetaVerdict.noAnswer(GraphAnswer.none(words(e.getMessage())), e.mayHaveArrived());
    }
  }

  private GraphAnswer read(Outbound.Answer answer) {
    JsonNode body = tree(answer.body()).orElse(json.nullNode());
    JsonNode error = body.path("error");
    return new GraphAnswer(
        answer.status(),
        number(body.path("events_received")),
        error.isObject() ? error.path("code").asInt(-1) : null,
        number(error.path("error_subcode")),
        error.path("is_transient").asBoolean(false),
        text(error.isObject() ? error.path("fbtrace_id") : body.path("fbtrace_id")),
        message(body, error),
        pause(answer.headers()));
  }

  private Optional<JsonNode> tree(String body) {
    try {
      return Optional.ofNullable(json.readTree(body)).filter(JsonNode::isObject);
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  private static @Nullable String message(JsonNode body, JsonNode error) {
    if (!error.isObject()) {
      JsonNode warnings = body.path("messages");
      return warnings.isArray() && !warnings.isEmpty() ? words(warnings.toString()) : null;
    }
    String title = text(error.path("error_user_title"));
    String said = text(error.path("error_user_msg"));
    String plain = text(error.path("message"));
    return words(title == null ? plain : said == null ? title : title + ": " + said);
  }

  private @Nullable Duration pause(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .flatMap(this::retryAfter)
        .or(
            () ->
                headers
                    .firstValue("X-Business-Use-Case-Usage")
                    .flatMap(MetaConversionsClient::regain))
        .orElse(null);
  }

  private Optional<Duration> retryAfter(String value) {
    if (value.matches("[0-9]{1,6}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      var at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(clock.instant(), at)).filter(Duration::isPositive);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> regain(String usage) {
    var minutes = REGAIN.matcher(usage);
    return minutes.find()
        ? Optional.of(Duration.ofMinutes(Long.parseLong(minutes.group(1))))
            .filter(Duration::isPositive)
        : Optional.empty();
  }

  private static @Nullable Integer number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToInt() ? node.asInt() : null;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.asString() : null;
  }

  private static @Nullable String words(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
  }
}
