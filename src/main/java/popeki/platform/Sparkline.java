package popeki.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** The geometry of small server-drawn lines: values in, the {@code d} of an SVG path out. */
@Pure
public final class Sparkline {
  private Sparkline() {}

  /**
   * A line over the full box, oldest value at the left, zero at the bottom. Fewer than two values
   * draw nothing. A {@code null} value leaves a gap.
   */
  public static String path(
      List<? extends @Nullable Double> values, double top, double width, double height) {
    if (values.size() < 2) {
      return "";
    }
    StringBuilder d = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < values.size(); i++) {
      Double value = values.get(i);
      if (value == null) {
        pen = false;
        continue;
      }
      d.append(pen ? 'L' : 'M').append(x(i, values.size(), width)).append(' ');
      d.append(y(value, top, height));
      pen = true;
    }
    return d.toString();
  }

  /** The same line closed down to zero, to be filled. */
  public static String area(List<Double> values, double top, double width, double height) {
    String line = path(values, top, width, height);
    return line.isEmpty()
        ? ""
        : line + "L" + number(width) + " " + number(height) + "L0 " + number(height) + "Z";
  }

  /** The height of one value in the box, from the top. */
  public static String y(double value, double top, double height) {
    double share = top <= 0 ? 0 : Math.clamp(value / top, 0, 1);
    return number(height - share * height);
  }

  /** The largest value, at least zero. */
  public static double top(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /**
   * A round top for an axis of four equal steps that holds every value: {@code niceTop(137)} is
   * 160.
   */
  public static double niceTop(double highest) {
    if (highest <= 4) {
      return 4;
    }
    double rough = highest / 4;
    double unit = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double step : List.of(1.0, 2.0, 2.5, 4.0, 5.0, 10.0)) {
      if ((step != 2.5 || unit >= 10) && step * unit >= rough) {
        return step * unit * 4;
      }
    }
    return unit * 40;
  }

  private static String x(int index, int size, double width) {
    return number(index * width / (size - 1));
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** Splits a list so that the part up to and including {@code last} stays and the rest is gaps. */
  static List<@Nullable Double> until(List<Double> values, int last) {
    List<@Nullable Double> out = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      out.add(i <= last ? values.get(i) : null);
    }
    return out;
  }

  /** The part from {@code first} on; what comes before is gaps. */
  static List<@Nullable Double> from(List<Double> values, int first) {
    List<@Nullable Double> out = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      out.add(i >= first ? values.get(i) : null);
    }
    return out;
  }
}
