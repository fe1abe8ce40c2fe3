package popeki.conversions;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.platform.ApiProblem;
import popeki.platform.ApiProblem.FieldError;

/**
 * A destination as it is given: the long form with {@code datasets}, or the short form with one
 * {@code dataset_id} and {@code access_token} for both kinds. It replaces what was there before.
 */
record DestinationRequest(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Boolean enabled,
    @Nullable List<DatasetRequest> datasets,
    @Nullable String testEventCode,
    @Nullable EventsRequest events,
    @Schema(description = "Short form.") @Nullable String datasetId,
    @Schema(description = "Short form; write-only.") @Nullable String accessToken) {

  /** One dataset; the token is only ever written. */
  record DatasetRequest(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {"messaging", "web"})
          @Nullable String kind,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String datasetId,
      @Nullable String wabaId,
      @Nullable String pageId,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "Write-only.")
          @Nullable String accessToken) {
    /** The token stays out of logs. */
    @Override
    public String toString() {
      return "DatasetRequest[" + kind + ", " + datasetId + "]";
    }
  }

  /** What each stage is called at Meta; what is absent keeps its usual name. */
  record EventsRequest(@Nullable String qualified, @Nullable String won) {}

  /** A destination that can work. */
  record Draft(
      boolean enabled,
      List<Destination.Dataset> datasets,
      @Nullable String testEventCode,
      Destination.Events events) {}

  /**
   * Reads it, and says everything that is wrong at once.
   *
   * @throws ApiProblem 400, naming the fields
   */
  Draft read() {
    var errors = new ArrayList<FieldError>();
    if (enabled == null) {
      errors.add(new FieldError("enabled", "must be true or false"));
    }
    var sets = datasets(errors);
    var names = events(sets, errors);
    check(
        "test_event_code",
        testEventCode,
        "[A-Za-z0-9_-]{1,64}",
        "a code from Events Manager",
        errors);
    if (enabled != null && enabled && sets.isEmpty() && errors.isEmpty()) {
      errors.add(
          new FieldError("datasets", "must name a dataset before sending can be switched on"));
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return new Draft(Boolean.TRUE.equals(enabled), sets, testEventCode, names);
  }

  private List<Destination.Dataset> datasets(List<FieldError> errors) {
    if (datasetId == null && accessToken == null) {
      var sets = new ArrayList<Destination.Dataset>();
      List<DatasetRequest> given = datasets == null ? List.of() : datasets;
      for (int i = 0; i < given.size(); i++) {
        dataset("datasets[" + i + "].", given.get(i), errors).ifPresent(sets::add);
      }
      return sets;
    }
    if (datasets != null) {
      errors.add(new FieldError("datasets", "and dataset_id are two forms; give one of them"));
      return List.of();
    }
    var sets = new ArrayList<Destination.Dataset>();
    for (Route kind : errors.isEmpty() ? Route.values() : new Route[] {Route.MESSAGING}) {
      dataset("", new DatasetRequest(kind.wire(), datasetId, null, null, accessToken), errors)
          .ifPresent(sets::add);
      if (!errors.isEmpty()) {
        break;
      }
    }
    return sets;
  }

  private static Optional<Destination.Dataset> dataset(
      String at, DatasetRequest given, List<FieldError> errors) {
    int before = errors.size();
    Route kind = kind(at, given.kind(), errors);
    String id = required(at + "dataset_id", given.datasetId(), errors);
    String token = required(at + "access_token", given.accessToken(), errors);
    check(at + "dataset_id", id, ID, "the dataset's number from Events Manager", errors);
    check(at + "waba_id", given.wabaId(), ID, "a WhatsApp Business account's number", errors);
    check(at + "page_id", given.pageId(), ID, "a Facebook page's number", errors);
    check(at + "access_token", token, "[!-~]{1,4096}", "a token without spaces", errors);
    if (errors.size() > before || kind == null || id == null || token == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Destination.Dataset(
            kind, id, given.wabaId(), given.pageId(), new Destination.Token(token)));
  }

  private static final String ID = "[A-Za-z0-9_-]{1,64}";

  private static @Nullable Route kind(String at, @Nullable String kind, List<FieldError> errors) {
    for (Route route : Route.values()) {
      if (route.wire().equals(kind)) {
        return route;
      }
    }
    errors.add(new FieldError(at + "kind", "must be messaging or web"));
    return null;
  }

  private Destination.Events events(List<Destination.Dataset> sets, List<FieldError> errors) {
    if (events == null) {
      return Destination.Events.USUAL;
    }
    String qualified =
        name(
            "events.qualified",
            events.qualified(),
            Destination.Events.USUAL.qualified(),
            sets,
            errors);
    String won = name("events.won", events.won(), Destination.Events.USUAL.won(), sets, errors);
    return new Destination.Events(qualified, won);
  }

  private static String name(
      String field,
      @Nullable String given,
      String usual,
      List<Destination.Dataset> sets,
      List<FieldError> errors) {
    if (given == null || given.isBlank()) {
      return usual;
    }
    boolean possible =
        EventNames.isName(given)
            && (sets.isEmpty()
                || sets.stream()
                    .anyMatch(set -> EventNames.resolve(set.kind(), given).isPresent()));
    if (!possible) {
      errors.add(
          new FieldError(
              field,
              "is no event that Meta takes there; try "
                  + String.join(", ", EventNames.suggested())));
    }
    return given;
  }

  private static @Nullable String required(
      String field, @Nullable String value, List<FieldError> errors) {
    if (value == null || value.isBlank()) {
      errors.add(new FieldError(field, "is required"));
      return null;
    }
    return value.strip();
  }

  private static void check(
      String field,
      @Nullable String value,
      String pattern,
      String meaning,
      List<FieldError> errors) {
    if (value != null && !value.matches(pattern)) {
      errors.add(new FieldError(field, "must be " + meaning));
    }
  }

  /** The tokens stay out of logs. */
  @Override
  public String toString() {
    return "DestinationRequest[enabled=" + enabled + "]";
  }
}
