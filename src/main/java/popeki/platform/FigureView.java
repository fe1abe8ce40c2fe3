package popeki.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One headline number. Everything is already words; the template only places it.
 *
 * @param value the number as shown, or "—" when unknown
 * @param unit a small mark after the number, such as "%"
 * @param unknownReason why the value is unknown, shown on focus; null when it is known
 * @param chartHref puts this figure on the chart below; null where there is no chart
 * @param charted whether this figure is on the chart now
 * @param drill the door to the list behind the number
 * @param trend the values of the sparkline, oldest first; empty for none
 * @param fewData fewer than 30 cases: the reader is told
 */
public record FigureView(
    String label,
    String value,
    @Nullable String unit,
    @Nullable String unknownReason,
    @Nullable Change change,
    List<Double> trend,
    @Nullable String chartHref,
    boolean charted,
    @Nullable LinkView drill,
    boolean fewData) {

  /** A label and a number, the least a figure can be. */
  public static FigureView of(String label, String value) {
    return new FigureView(label, value, null, null, null, List.of(), null, false, null, false);
  }

  public FigureView withUnit(String mark) {
    return new FigureView(
        label, value, mark, unknownReason, change, trend, chartHref, charted, drill, fewData);
  }

  public FigureView withChange(@Nullable Change than) {
    return new FigureView(
        label, value, unit, unknownReason, than, trend, chartHref, charted, drill, fewData);
  }

  public FigureView withTrend(List<Double> values) {
    return new FigureView(
        label, value, unit, unknownReason, change, values, chartHref, charted, drill, fewData);
  }

  public FigureView onChart(String href, boolean now) {
    return new FigureView(
        label, value, unit, unknownReason, change, trend, href, now, drill, fewData);
  }

  public FigureView withDrill(String text, String href) {
    return new FigureView(
        label,
        value,
        unit,
        unknownReason,
        change,
        trend,
        chartHref,
        charted,
        new LinkView(text, href),
        fewData);
  }

  public FigureView withFewData(boolean few) {
    return new FigureView(
        label, value, unit, unknownReason, change, trend, chartHref, charted, drill, few);
  }

  /** Whether the value needs smaller letters to fit. */
  public boolean wide() {
    return value.length() > 9;
  }

  /** An honest "—" with the reason. */
  public static FigureView unknown(String label, String reason) {
    return new FigureView(label, "—", null, reason, null, List.of(), null, false, null, false);
  }

  /**
   * How the number moved.
   *
   * @param text "12 %", or "new" when it rose from zero
   * @param versus "vs 28 Sep – 25 Oct"; null to save room
   * @param tone POSITIVE when the move is good news, whichever way it points
   */
  public record Change(Direction direction, String text, @Nullable String versus, Tone tone) {

    /**
     * Compares two counts where more is better (or not, when {@code moreIsBetter} is false). From
     * zero it says "new", never infinity.
     */
    public static Change between(
        double now, double before, boolean moreIsBetter, Words w, @Nullable String versus) {
      if (now == before) {
        return new Change(Direction.SAME, w.of("shared.change.same"), null, Tone.NEUTRAL);
      }
      boolean up = now > before;
      Tone tone = up == moreIsBetter ? Tone.POSITIVE : Tone.NEGATIVE;
      Direction direction = up ? Direction.UP : Direction.DOWN;
      if (before == 0) {
        return new Change(direction, w.of("shared.change.new"), versus, tone);
      }
      return new Change(
          direction, w.percent(Math.abs(now - before) / Math.abs(before)), versus, tone);
    }
  }

  /** Where a change points. */
  public enum Direction {
    UP,
    DOWN,
    SAME
  }
}
