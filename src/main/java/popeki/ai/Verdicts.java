package popeki.ai;

import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.platform.AiProvider;
import popeki.platform.Outbound;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an answer, or the lack of one, means. */
final class Verdicts {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private Verdicts() {}

  /** Judges an answer. Errors may come with success: a gateway begins to answer before it knows. */
  static Reply of(AiProvider provider, Outbound.Answer answer, Instant now) {
    Dialect dialect = Dialect.of(provider);
    JsonNode body = tree(answer.body());
    JsonNode error = error(body);
    boolean success = answer.status() / 100 == 2;
    if (success && error.isMissingNode()) {
      return body.isObject() ? dialect.read(body) : Reply.Failed.of(Failure.MALFORMED);
    }
    int status = success ? statusWithin(error) : answer.status();
    Failure special = dialect.special(status, error);
    return new Reply.Failed(
        special == null ? usual(status) : special,
        dialect.tokens(body),
        pause(answer.headers(), error, now));
  }

  /** Judges that there was no answer. */
  static Reply none(Outbound.NoAnswer none) {
    return Reply.Failed.of(
        switch (none.why()) {
          case SLOW -> Failure.SLOW;
          case TOO_LONG -> Failure.TOO_LONG;
          case BROKEN -> Failure.UNREACHABLE;
        });
  }

  private static Failure usual(int status) {
    return switch (status) {
      case 401, 403 -> Failure.UNAUTHORIZED;
      case 402 -> Failure.UNPAID;
      case 408, 409, 425 -> Failure.UNAVAILABLE;
      case 429 -> Failure.RATE_LIMITED;
      default -> status >= 500 ? Failure.UNAVAILABLE : Failure.MISCONFIGURED;
    };
  }

  /** An error inside a success has its status as a code; one without is the provider's own. */
  private static int statusWithin(JsonNode error) {
    int code = error.path("code").isIntegralNumber() ? error.path("code").asInt(0) : 0;
    return code >= 400 && code < 600 ? code : 500;
  }

  /** Mistral writes it without a wrapper. */
  private static JsonNode error(JsonNode body) {
    JsonNode error = body.path("error");
    if (error.isObject() || error.isString()) {
      return error;
    }
    return body.path("object").asString("").equals("error")
        ? body
        : body.path("choices").path(0).path("error");
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException notJson) {
      return JSON.nullNode();
    }
  }

  private static @Nullable Duration pause(HttpHeaders headers, JsonNode error, Instant now) {
    return headers
        .firstValue("retry-after-ms")
        .flatMap(text -> seconds(text, 3))
        .or(() -> headers.firstValue("Retry-After").flatMap(text -> retryAfter(text, now)))
        .or(() -> retryInfo(error))
        .filter(pause -> !pause.isNegative())
        .map(pause -> pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause)
        .orElse(null);
  }

  private static Optional<Duration> retryAfter(String text, Instant now) {
    Optional<Duration> seconds = seconds(text, 0);
    if (seconds.isPresent()) {
      return seconds;
    }
    try {
      var at = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(now, at));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Google's {@code {"@type":"…RetryInfo","retryDelay":"34.07s"}}. */
  private static Optional<Duration> retryInfo(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      String delay = detail.path("retryDelay").asString("");
      if (delay.endsWith("s")) {
        return seconds(delay.substring(0, delay.length() - 1), 0);
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> seconds(String text, int shift) {
    return text.strip().matches("[0-9]{1,9}(\\.[0-9]{1,9})?")
        ? Optional.of(
            Duration.ofMillis(new BigDecimal(text.strip()).movePointRight(3 - shift).longValue()))
        : Optional.empty();
  }
}
