package popeki.reports;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import popeki.platform.ApiProblem;

/** Which touch gets the credit, where there are several. */
enum Model {
  /** The last one before the fact: what everything is counted under. */
  LAST,
  FIRST,
  LINEAR,
  TIME_DECAY,
  POSITION;

  private static final List<String> PLANNED = List.of("data_driven");

  /**
   * Reads {@code model}.
   *
   * @throws ApiProblem 422 for a model this version does not compute yet, 400 for an unknown word
   */
  static Model of(@Nullable String wire) {
    if (wire == null || wire.isBlank()) {
      return LAST;
    }
    if (PLANNED.contains(wire)) {
      throw ApiProblem.unprocessable(
          "model_not_available", "The model " + wire + " is not available yet.");
    }
    for (Model one : values()) {
      if (one.wire().equals(wire)) {
        return one;
      }
    }
    throw ApiProblem.invalid(
        "model",
        "must be one of "
            + String.join(
                ", ",
                Stream.concat(Stream.of(values()).map(Model::wire), PLANNED.stream()).toList()));
  }

  /** The name on the wire. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
