package popeki.reports;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import popeki.platform.ApiProblem;

/** Which touch gets the credit. */
enum Model {
  LAST;

  private static final List<String> PLANNED =
      List.of("first", "linear", "time_decay", "position", "data_driven");

  /**
   * Reads {@code model}.
   *
   * @throws ApiProblem 422 for a model this version does not compute yet, 400 for an unknown word
   */
  static Model of(@Nullable String wire) {
    if (wire == null || wire.isBlank() || wire.equals("last")) {
      return LAST;
    }
    if (PLANNED.contains(wire)) {
      throw ApiProblem.unprocessable(
          "model_not_available",
          "The model "
              + wire
              + " is not available yet; use last, the last touch before the conversation.");
    }
    throw ApiProblem.invalid("model", "must be one of last, " + String.join(", ", PLANNED));
  }

  /** The name on the wire. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
