package popeki.platform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;
import popeki.platform.ApiProblem.FieldError;

/**
 * How a QR code is drawn. What could not be scanned cannot be said: the quiet zone is bounded, and
 * the modules must be dark on light with enough between them.
 *
 * @param margin the quiet zone around the code, in modules
 */
@Pure
public record QrStyle(int margin, Level level, Rgb color, Rgb background) {
  public static final QrStyle PLAIN = new QrStyle(4, Level.M, Rgb.of("#000000"), Rgb.of("#ffffff"));

  public static final int WIDEST_MARGIN = 10;

  /** WCAG 2.2, 1.4.11: the least for a picture whose shapes must be told apart. */
  static final double LEAST_RATIO = 3.0;

  /**
   * Grade B of symbol contrast in ISO/IEC 15415: the difference of reflectance between light and
   * dark. Grade C is the least that print standards ask of the finished print; the room up to B is
   * for paper, ink and light, none of which we see.
   */
  static final double LEAST_DIFFERENCE = 0.55;

  /** How much of the code may be lost: about 7, 15, 25 and 30 percent. */
  public enum Level {
    L,
    M,
    Q,
    H
  }

  /** What of the style a request gives is wrong, by the names of its parameters. */
  public record Read(QrStyle style, List<FieldError> errors) {}

  /**
   * Reads {@code margin}, {@code level}, {@code color} and {@code background}; what is absent or
   * blank is plain, and so is what is wrong.
   */
  public static Read read(Map<String, String> given) {
    var errors = new ArrayList<FieldError>();
    int margin = margin(given.get("margin"), errors);
    Level level = level(given.get("level"), errors);
    Rgb color = color("color", given.get("color"), PLAIN.color, errors);
    Rgb background = color("background", given.get("background"), PLAIN.background, errors);
    if (errors.isEmpty()) {
      String refusal = refusal(color, background);
      if (refusal != null) {
        errors.add(new FieldError("color", refusal));
      }
    }
    boolean drawable = errors.stream().noneMatch(error -> isColor(error.field()));
    return new Read(
        drawable
            ? new QrStyle(margin, level, color, background)
            : new QrStyle(margin, level, PLAIN.color, PLAIN.background),
        List.copyOf(errors));
  }

  private static boolean isColor(String field) {
    return field.equals("color") || field.equals("background");
  }

  private static int margin(@Nullable String text, List<FieldError> errors) {
    if (text == null || text.isBlank()) {
      return PLAIN.margin;
    }
    if (text.matches("[0-9]{1,2}") && Integer.parseInt(text) <= WIDEST_MARGIN) {
      return Integer.parseInt(text);
    }
    errors.add(
        new FieldError("margin", "must be a whole number of modules from 0 to " + WIDEST_MARGIN));
    return PLAIN.margin;
  }

  private static Level level(@Nullable String text, List<FieldError> errors) {
    if (text == null || text.isBlank()) {
      return PLAIN.level;
    }
    return Arrays.stream(Level.values())
        .filter(level -> level.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseGet(
            () -> {
              errors.add(new FieldError("level", "must be L, M, Q or H"));
              return PLAIN.level;
            });
  }

  private static Rgb color(
      String field, @Nullable String text, Rgb plain, List<FieldError> errors) {
    if (text == null || text.isBlank()) {
      return plain;
    }
    if (text.matches("#[0-9a-fA-F]{6}")) {
      return Rgb.of(text);
    }
    errors.add(new FieldError(field, "must be a colour like #1b1a21"));
    return plain;
  }

  /** Why scanners would not see these modules on this ground; null when they do. */
  static @Nullable String refusal(Rgb color, Rgb background) {
    double dark = color.luminance();
    double light = background.luminance();
    if (dark >= light) {
      return "must be darker than the background: many scanners read dark on light only";
    }
    double ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < LEAST_RATIO) {
      return String.format(
          Locale.ROOT,
          "contrasts with the background by %.1f to 1 only; scanners need %.0f to 1",
          Math.floor(10 * ratio) / 10,
          LEAST_RATIO);
    }
    if (light - dark < LEAST_DIFFERENCE) {
      return String.format(
          Locale.ROOT,
          "and the background lie too near each other in brightness: %.0f %% of white apart, scanners need %.0f %%",
          Math.floor(100 * (light - dark)),
          100 * LEAST_DIFFERENCE);
    }
    return null;
  }

  /** A colour without transparency. */
  public record Rgb(int value) {
    static Rgb of(String text) {
      return new Rgb(Integer.parseInt(text.substring(1), 16));
    }

    /** {@code #rrggbb}. */
    public String text() {
      return String.format(Locale.ROOT, "#%06x", value);
    }

    /** Relative luminance as WCAG defines it: 0 is black, 1 is white. */
    double luminance() {
      return 0.2126 * linear(value >> 16) + 0.7152 * linear(value >> 8) + 0.0722 * linear(value);
    }

    private static double linear(int channel) {
      double share = (channel & 0xff) / 255.0;
      return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
  }
}
