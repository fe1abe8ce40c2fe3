package popeki.links;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.ApiProblem.FieldError;
import popeki.platform.QrStyle;

/**
 * What was asked of a link's QR code: {@code format}, {@code size} and its style.
 *
 * @param size in pixels; null where none was given, and a drawing then has none of its own
 */
record QrRequest(boolean png, @Nullable Integer size, QrStyle style) {
  static final int SMALLEST = 100;
  static final int LARGEST = 2000;
  static final int USUAL = 600;

  /** With fewer, a screen or a printer that rounds loses whole lines. */
  private static final int LEAST_PIXELS_A_MODULE = 2;

  /** What a request says; of what is wrong the plain value, and why. */
  record Read(QrRequest request, List<FieldError> errors) {}

  static Read read(Map<String, String> given) {
    QrStyle.Read style = QrStyle.read(given);
    var errors = new ArrayList<>(style.errors());
    String format = given.getOrDefault("format", "svg");
    if (!format.equals("svg") && !format.equals("png")) {
      errors.add(new FieldError("format", "must be svg or png"));
    }
    Integer size = size(given.get("size"), errors);
    return new Read(new QrRequest(format.equals("png"), size, style.style()), List.copyOf(errors));
  }

  int pixels() {
    return size == null ? USUAL : size;
  }

  /** Why a picture of this size would not be readable; null when it is. */
  @Nullable FieldError tooSmall(int modules) {
    int least = LEAST_PIXELS_A_MODULE * modules;
    return png && pixels() < least
        ? new FieldError(
            "size",
            "must be at least "
                + least
                + ": this code has "
                + modules
                + " modules a side, margin included, and needs two pixels for each")
        : null;
  }

  private static @Nullable Integer size(@Nullable String text, List<FieldError> errors) {
    if (text == null || text.isBlank()) {
      return null;
    }
    if (text.matches("[0-9]{1,5}")) {
      int size = Integer.parseInt(text);
      if (size >= SMALLEST && size <= LARGEST) {
        return size;
      }
    }
    errors.add(
        new FieldError(
            "size", "must be a whole number of pixels from " + SMALLEST + " to " + LARGEST));
    return null;
  }
}
