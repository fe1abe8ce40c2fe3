package popeki.platform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the caller is told when something did not work: never an exception's text.
 *
 * @param code a stable word for scripts: {@code not_found}
 * @param extra further members of the problem, such as {@code errors}
 * @param headers such as {@code Allow} and {@code Retry-After}
 * @param reference what to quote to the operator; only where a log line has it too
 */
record Failure(
    int status,
    String code,
    String title,
    String detail,
    Map<String, Object> extra,
    Map<String, String> headers,
    @Nullable String reference) {

  static Failure of(int status, String code, String title, String detail) {
    return new Failure(status, code, title, detail, Map.of(), Map.of(), null);
  }

  static Failure of(ApiProblem problem) {
    return new Failure(
        problem.status(),
        problem.code(),
        problem.title(),
        problem.detail(),
        problem.extra(),
        problem.status() == 429
            ? Map.of(
                "Retry-After",
                String.valueOf(problem.extra().getOrDefault(ApiProblem.RETRY_AFTER, 60)))
            : Map.of(),
        null);
  }

  Failure withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Failure(status, code, title, detail, extra, more, reference);
  }

  Failure withReference(String text) {
    return new Failure(status, code, title, detail, extra, headers, text);
  }

  /**
   * The members of RFC 9457's problem document, in reading order.
   *
   * @param explained the page that explains every code
   */
  Map<String, Object> problem(String explained) {
    var members = new LinkedHashMap<String, Object>();
    members.put("type", explained + "#error-" + code);
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
    members.put("code", code);
    if (reference != null) {
      members.put("reference", reference);
    }
    extra.forEach(members::putIfAbsent);
    return members;
  }
}
