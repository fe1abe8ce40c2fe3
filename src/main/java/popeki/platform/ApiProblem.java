package popeki.platform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer that is not success, thrown from anywhere under a request. It becomes problem JSON
 * under {@code /api} and a designed page elsewhere. The detail is written for the person who
 * called: what is wrong, where, what to do.
 */
public final class ApiProblem extends RuntimeException {
  /** The extra member that says in seconds when to come back; the header says the same. */
  public static final String RETRY_AFTER = "retry_after";

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String title;
  private final transient Map<String, Object> extra;

  /** One wrong field of a request, by its name on the wire. */
  public record FieldError(String field, String message) {}

  public ApiProblem(
      int status, String code, String title, String detail, Map<String, Object> extra) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
    this.extra = new LinkedHashMap<>(extra);
  }

  public static ApiProblem badRequest(String detail) {
    return new ApiProblem(400, "bad_request", "The request cannot be understood", detail, Map.of());
  }

  /** A field whose value cannot be; the message completes "field …": "must be a date". */
  public static ApiProblem invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  public static ApiProblem invalid(List<FieldError> errors) {
    FieldError first = errors.getFirst();
    String more = errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : "";
    return new ApiProblem(
        400,
        "validation_failed",
        "Some fields are not valid",
        first.field() + " " + first.message() + more,
        Map.of("errors", errors));
  }

  /** Nothing of that name in this workspace; whether another has it is not told. */
  public static ApiProblem notFound(String what) {
    return new ApiProblem(
        404,
        "not_found",
        "Not found",
        "There is no such " + what + " in this workspace.",
        Map.of());
  }

  public static ApiProblem conflict(String code, String detail) {
    return new ApiProblem(409, code, "The request conflicts with what is stored", detail, Map.of());
  }

  /** Understood, but against a rule of the product. */
  public static ApiProblem unprocessable(String code, String detail) {
    return new ApiProblem(422, code, "The request cannot be carried out", detail, Map.of());
  }

  public static ApiProblem forbidden(String code, String detail) {
    return new ApiProblem(403, code, "Not allowed", detail, Map.of());
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String title() {
    return title;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public Map<String, Object> extra() {
    return extra;
  }
}
