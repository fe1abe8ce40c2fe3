package popeki.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What a throwable means for the one who called. Empty: a mistake of ours. */
final class FailureRules {
  private FailureRules() {}

  static Optional<Failure> expected(Throwable thrown) {
    return Optional.ofNullable(known(thrown));
  }

  private static @Nullable Failure known(Throwable thrown) {
    return switch (thrown) {
      case ApiProblem problem -> Failure.of(problem);
      case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
      case MethodArgumentNotValidException invalid -> invalid(invalid);
      case HandlerMethodValidationException invalid -> invalid(invalid);
      case MissingServletRequestParameterException missing ->
          Failure.of(ApiProblem.invalid(missing.getParameterName(), "is missing"));
      case MethodArgumentTypeMismatchException mismatch -> mismatch(mismatch);
      case NoHandlerFoundException _, NoResourceFoundException _ -> notFound();
      case HttpRequestMethodNotSupportedException method -> wrongMethod(method);
      case HttpMediaTypeNotSupportedException type -> wrongType(type);
      case HttpMediaTypeNotAcceptableException _ ->
          Failure.of(
              406,
              "not_acceptable",
              "This form of answer is not offered",
              "Ask for application/json; lists and reports also come as text/csv.");
      case MaxUploadSizeExceededException _ -> tooLarge();
      case InvalidParameterException form -> generic(form.getErrorCode());
      case RequestRejectedException _ -> generic(400);
      case CannotCreateTransactionException _,
          DataAccessResourceFailureException _,
          QueryTimeoutException _,
          TransientDataAccessException _ ->
          databaseAway();
      case ErrorResponse other -> generic(other.getStatusCode().value());
      default -> null;
    };
  }

  static Failure notFound() {
    return Failure.of(404, "not_found", "Not found", "There is nothing at this address.");
  }

  static Failure tooLarge() {
    return Failure.of(
        413,
        "too_large",
        "The request is too large",
        "The body may be at most 1 MB; send it in parts.");
  }

  private static Failure databaseAway() {
    return Failure.of(
            503,
            "unavailable",
            "The service cannot reach its data right now",
            "Nothing was changed. Try again in a moment.")
        .withHeader("Retry-After", "5");
  }

  /** A status without a story: from the container, or from a rule of the framework. */
  static Failure generic(int status) {
    return switch (status) {
      case 400 ->
          Failure.of(
              400,
              "bad_request",
              "The request cannot be understood",
              "Check its address, headers and body.");
      case 401 -> unauthorized("Sign in first.");
      case 403 -> forbidden();
      case 404 -> notFound();
      case 405 ->
          Failure.of(
              405,
              "method_not_allowed",
              "This method does not work here",
              "The address exists, but not for this method.");
      case 413 -> tooLarge();
      case 503 -> databaseAway();
      default ->
          Failure.of(
              status,
              status < 500 ? "bad_request" : "internal_error",
              status < 500 ? "The request cannot be carried out" : "Something went wrong here",
              status < 500
                  ? "Check its address, headers and body."
                  : "It is not your mistake. What was saved before is safe.");
    };
  }

  static Failure unauthorized(String detail) {
    return Failure.of(401, "unauthorized", "Authentication is needed", detail)
        .withHeader("WWW-Authenticate", "Bearer");
  }

  static Failure forbidden() {
    return Failure.of(403, "forbidden", "Not allowed", "You are signed in, but may not do this.");
  }

  private static Failure wrongMethod(HttpRequestMethodNotSupportedException wrong) {
    String[] supported = wrong.getSupportedMethods();
    String allowed = supported == null ? "" : String.join(", ", supported);
    Failure failure =
        Failure.of(
            405,
            "method_not_allowed",
            "This method does not work here",
            wrong.getMethod() + " is not offered at this address; " + allowed + " is.");
    return allowed.isEmpty() ? failure : failure.withHeader("Allow", allowed);
  }

  private static Failure wrongType(HttpMediaTypeNotSupportedException wrong) {
    String offered =
        wrong.getSupportedMediaTypes().stream()
            .map(MediaType::toString)
            .filter(type -> !type.contains("*"))
            .distinct()
            .collect(Collectors.joining(", "));
    return Failure.of(
        415,
        "unsupported_media_type",
        "This kind of body is not read here",
        "Send it as "
            + (offered.isEmpty() ? "application/json" : offered)
            + " and say so in Content-Type.");
  }

  private static Failure mismatch(MethodArgumentTypeMismatchException mismatch) {
    if (mismatch.getParameter().hasParameterAnnotation(PathVariable.class)) {
      return notFound();
    }
    Class<?> wanted = mismatch.getRequiredType();
    return Failure.of(ApiProblem.invalid(mismatch.getName(), "must be " + kind(wanted)));
  }

  private static Failure invalid(MethodArgumentNotValidException invalid) {
    var errors = new ArrayList<ApiProblem.FieldError>();
    invalid
        .getBindingResult()
        .getAllErrors()
        .forEach(
            error ->
                errors.add(
                    new ApiProblem.FieldError(
                        error instanceof FieldError field
                            ? snake(field.getField())
                            : snake(error.getObjectName()),
                        String.valueOf(error.getDefaultMessage()))));
    return Failure.of(ApiProblem.invalid(errors));
  }

  private static Failure invalid(HandlerMethodValidationException invalid) {
    List<ApiProblem.FieldError> errors =
        invalid.getParameterValidationResults().stream()
            .flatMap(
                result ->
                    result.getResolvableErrors().stream()
                        .map(
                            error ->
                                new ApiProblem.FieldError(
                                    error instanceof FieldError field
                                        ? snake(field.getField())
                                        : snake(
                                            String.valueOf(
                                                result.getMethodParameter().getParameterName())),
                                    String.valueOf(error.getDefaultMessage()))))
            .toList();
    return errors.isEmpty() ? generic(400) : Failure.of(ApiProblem.invalid(errors));
  }

  private static Failure unreadable(HttpMessageNotReadableException unreadable) {
    for (Throwable cause = unreadable.getCause(); cause != null; cause = cause.getCause()) {
      switch (cause) {
        case ApiProblem problem -> {
          return Failure.of(problem);
        }
        case UnrecognizedPropertyException unknown -> {
          return Failure.of(
              ApiProblem.invalid(
                  path(unknown),
                  "is not a field of this request; known are " + knownFields(unknown)));
        }
        case InvalidFormatException format -> {
          return Failure.of(
              ApiProblem.invalid(path(format), "must be " + kind(format.getTargetType())));
        }
        case MismatchedInputException mismatch -> {
          return Failure.of(
              ApiProblem.invalid(path(mismatch), "must be " + kind(mismatch.getTargetType())));
        }
        case InputCoercionException range -> {
          return Failure.of(ApiProblem.invalid(path(range), "is out of range"));
        }
        case StreamReadException broken -> {
          return malformed(broken);
        }
        case JacksonException other when !(other.getCause() instanceof JacksonException) -> {
          return Failure.of(ApiProblem.invalid(path(other), "has a value that cannot be"));
        }
        default -> {}
      }
    }
    return Failure.of(
        400,
        "malformed_json",
        "The body cannot be read",
        "Send a JSON object as the body, in UTF-8.");
  }

  private static Failure malformed(StreamReadException broken) {
    var at = broken.getLocation();
    String where =
        at == null || at.getLineNr() < 1
            ? ""
            : " It breaks at line " + at.getLineNr() + ", column " + at.getColumnNr() + ".";
    return Failure.of(
        400, "malformed_json", "The body is not valid JSON", "The body is not valid JSON." + where);
  }

  private static String knownFields(UnrecognizedPropertyException unknown) {
    var known = unknown.getKnownPropertyIds();
    return known == null
        ? "in the documentation"
        : known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
  }

  /** {@code rows[2].amount}; {@code body} for the whole. */
  private static String path(JacksonException thrown) {
    var path = new StringBuilder();
    for (JacksonException.Reference step : thrown.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == null) {
      return "of another kind";
    }
    if (type.isEnum()) {
      return "one of "
          + List.of(type.getEnumConstants()).stream()
              .map(value -> String.valueOf(value).toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
    }
    return KINDS.getOrDefault(
        type.getName(),
        Number.class.isAssignableFrom(type)
            ? "a number"
            : java.util.Collection.class.isAssignableFrom(type) || type.isArray()
                ? "a list"
                : "an object");
  }

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("java.lang.String", "text"),
          Map.entry("boolean", "true or false"),
          Map.entry("java.lang.Boolean", "true or false"),
          Map.entry("int", "a whole number"),
          Map.entry("long", "a whole number"),
          Map.entry("java.lang.Integer", "a whole number"),
          Map.entry("java.lang.Long", "a whole number"),
          Map.entry("double", "a number"),
          Map.entry("java.util.UUID", "an id such as 0193a7c4-5f0e-7c3a-9d0b-2f6a1b3c4d5e"),
          Map.entry("java.time.Instant", "an instant such as 2026-11-24T13:00:00Z"),
          Map.entry("java.time.LocalDate", "a date such as 2026-11-24"));

  /** {@code phoneNumberId} as it is called on the wire. */
  static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
