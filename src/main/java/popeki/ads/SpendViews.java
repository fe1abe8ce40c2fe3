package popeki.ads;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.workspaces.SettingsViews;

/** What the pages about reported costs show. */
public final class SpendViews {
  private SpendViews() {}

  /** What was reported of one source by one way. */
  public record Reported(
      String source, String origin, long rows, LocalDate first, LocalDate last, Money sum) {}

  /**
   * What is known, and the way to more.
   *
   * @param refused why the file just given was not taken, in words
   */
  public record Listed(List<Reported> reported, @Nullable String refused, boolean mayChange) {}

  /**
   * A field and the column that says it.
   *
   * @param example what stands in the first line
   */
  public record Column(
      String field, String label, List<SettingsViews.Choice> options, String example) {}

  /** A row as it will be stored. */
  public record Row(
      LocalDate day,
      String source,
      String campaign,
      @Nullable String ad,
      Money amount,
      @Nullable Long impressions,
      @Nullable Long clicks) {}

  /**
   * What a file means.
   *
   * @param lines of the file
   * @param totals lines that sum others up, left out
   * @param asks what somebody has to say first, in words
   * @param wrong what is wrong, in words, the first fifty
   * @param overruled rows that do not count because Meta tells the same by ad
   * @param fields how it is read, for the form that says yes
   */
  public record Preview(
      String name,
      String path,
      String dropAction,
      int lines,
      int totals,
      List<Column> columns,
      List<SettingsViews.Choice> dates,
      List<SettingsViews.Choice> numbers,
      String source,
      List<String> sources,
      String currency,
      List<String> asks,
      List<String> wrong,
      int allWrong,
      List<Row> rows,
      int allRows,
      List<Money> sums,
      @Nullable String days,
      long overruled,
      boolean fine,
      Map<String, String> fields) {}
}
