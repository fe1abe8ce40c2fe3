package popeki.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The errors that many operations share, and every code with its meaning. */
final class Problems {
  private Problems() {}

  /** One status: how the document calls it, its usual code and what it means. */
  record Problem(String name, String code, String title, String description, String detail) {
    Map<String, Object> example(int status) {
      var example = new LinkedHashMap<String, Object>();
      example.put("type", "/docs/api#error-" + code);
      example.put("title", title);
      example.put("status", status);
      example.put("detail", detail);
      example.put("code", code);
      return example;
    }
  }

  static final Map<Integer, Problem> ALL =
      new TreeMap<>(
          Map.of(
              400,
              new Problem(
                  "BadRequest",
                  "validation_failed",
                  "Some fields are not valid",
                  "The body is no JSON, or a field or parameter is not valid; errors names each.",
                  "name must have 1 to 100 characters"),
              401,
              new Problem(
                  "Unauthorized",
                  "unauthorized",
                  "Authentication is needed",
                  "No API key, or one that is misspelt, revoked or expired.",
                  "Send an API key in the header Authorization: Bearer pk_live_…"),
              403,
              new Problem(
                  "Forbidden",
                  "scope_missing",
                  "Not allowed",
                  "The key lacks the scope.",
                  "This API key lacks the scope write."),
              404,
              new Problem(
                  "NotFound",
                  "not_found",
                  "Not found",
                  "There is no such thing in this workspace.",
                  "There is no such link in this workspace."),
              409,
              new Problem(
                  "Conflict",
                  "idempotency_in_progress",
                  "The request conflicts with what is stored",
                  "It conflicts with what is stored, or a request with the same Idempotency-Key is still being worked on.",
                  "A request with this Idempotency-Key is still being worked on; ask again in a moment."),
              413,
              new Problem(
                  "TooLarge",
                  "too_large",
                  "The request is too large",
                  "The body has more than 1 MB.",
                  "The body may be at most 1 MB; send it in parts."),
              415,
              new Problem(
                  "UnsupportedMediaType",
                  "unsupported_media_type",
                  "This kind of body is not read here",
                  "The body is not application/json.",
                  "Send it as application/json and say so in Content-Type."),
              422,
              new Problem(
                  "Unprocessable",
                  "idempotency_key_reused",
                  "The request cannot be carried out",
                  "Understood, but against a rule of the product; or the Idempotency-Key was used for another request.",
                  "This Idempotency-Key was used for another request in the last 24 hours; use a new one."),
              429,
              new Problem(
                  "TooManyRequests",
                  "rate_limited",
                  "Too many requests",
                  "Faster than is allowed; nothing was done.",
                  "This API key asks faster than is allowed. Nothing was done; wait for Retry-After and try again.")));

  /** What each code means; the page explains them, and {@code type} points there. */
  static final Map<String, String> CODES = codes();

  private static Map<String, String> codes() {
    var codes = new LinkedHashMap<String, String>();
    codes.put("bad_request", "400. The request cannot be understood as a whole; detail says why.");
    codes.put("malformed_json", "400. The body is not valid JSON; detail says where it breaks.");
    codes.put(
        "validation_failed",
        "400. Fields or parameters are not valid; errors names each with what it must be.");
    codes.put("unauthorized", "401. No API key, or one that is misspelt, revoked or expired.");
    codes.put("scope_missing", "403. The key works, but lacks the scope that detail names.");
    codes.put(
        "scope_exceeded", "403. A key cannot make or rotate one that may do more than itself.");
    codes.put(
        "not_found",
        "404. Nothing of that id in this workspace, or no such address. Whether another workspace has it is not told.");
    codes.put(
        "method_not_allowed",
        "405. The address exists, but not for this method; Allow names those that work.");
    codes.put(
        "not_acceptable", "406. This form of answer is not offered; ask for application/json.");
    codes.put("number_taken", "409. The phone number is connected in another workspace.");
    codes.put("already_rotated", "409. The key has a successor; rotate that one.");
    codes.put(
        "idempotency_in_progress",
        "409. A request with this Idempotency-Key is still being worked on; ask again in a moment.");
    codes.put("too_large", "413. The body has more than 1 MB; send it in parts.");
    codes.put("unsupported_media_type", "415. Send the body as application/json.");
    codes.put(
        "idempotency_key_reused",
        "422. The Idempotency-Key was used for another request in the last 24 hours.");
    codes.put("model_not_available", "422. The attribution model is known, but not computed yet.");
    codes.put(
        "rate_limited",
        "429. The key asks faster than is allowed; nothing was done. Wait for Retry-After.");
    codes.put("too_many_attempts", "429. Too many requests with a key that is not known here.");
    codes.put("internal_error", "500. A mistake of ours. Tell the operator the reference.");
    codes.put(
        "unavailable",
        "503. The service cannot reach its data; nothing was changed. Try again in a moment.");
    return codes;
  }
}
