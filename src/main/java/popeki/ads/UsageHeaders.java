package popeki.ads;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads Meta's rate headers. They may be missing, cut off or of another shape; then nothing is
 * known, and no call fails for it.
 */
final class UsageHeaders {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> NAMES =
      List.of(
          "x-app-usage",
          "x-business-use-case-usage",
          "x-ad-account-usage",
          "x-fb-ads-insights-throttle");
  private static final int LONGEST = 64 << 10;
  private static final int DEEPEST = 4;

  private @Nullable Integer percent;
  private @Nullable Duration regain;

  private UsageHeaders() {}

  static Usage read(HttpHeaders headers) {
    var found = new UsageHeaders();
    for (String name : NAMES) {
      for (String value : headers.allValues(name)) {
        found.add(value);
      }
    }
    return new Usage(found.percent, found.regain);
  }

  private void add(String header) {
    if (header.length() > LONGEST) {
      return;
    }
    try {
      walk(JSON.readTree(header), 0);
    } catch (JacksonException notJson) {
      return;
    }
  }

  private void walk(JsonNode node, int depth) {
    if (depth > DEEPEST) {
      return;
    }
    if (node.isArray()) {
      node.forEach(each -> walk(each, depth + 1));
      return;
    }
    for (var field : node.properties()) {
      JsonNode value = field.getValue();
      switch (field.getKey()) {
        case "call_count", "total_time", "total_cputime", "acc_id_util_pct", "app_id_util_pct" ->
            use(value);
        case "estimated_time_to_regain_access" -> gone(value, Duration.ofMinutes(1));
        case "reset_time_duration" -> reset(node, value);
        default -> walk(value, depth + 1);
      }
    }
  }

  /** The time to the reset counts only where the limit is reached. */
  private void reset(JsonNode node, JsonNode value) {
    Double used = number(node.path("acc_id_util_pct"));
    if (used != null && used >= 100) {
      gone(value, Duration.ofSeconds(1));
    }
  }

  private void use(JsonNode value) {
    Double told = number(value);
    if (told != null && told >= 0) {
      int whole = (int) Math.min(1_000, Math.ceil(told));
      percent = percent == null ? whole : Math.max(percent, whole);
    }
  }

  private void gone(JsonNode value, Duration unit) {
    Double told = number(value);
    if (told != null && told > 0) {
      Duration time = unit.multipliedBy((long) Math.min(1_000_000, Math.ceil(told)));
      regain = regain == null || time.compareTo(regain) > 0 ? time : regain;
    }
  }

  private static @Nullable Double number(JsonNode value) {
    if (value.isNumber()) {
      return value.asDouble();
    }
    String text = value.isString() ? value.asString() : "";
    return text.matches("[0-9]{1,9}([.][0-9]{1,9})?") ? Double.valueOf(text) : null;
  }
}
