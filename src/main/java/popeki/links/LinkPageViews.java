package popeki.links;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.FigureView;

/** What the pages about links show, already words where words are needed. */
public final class LinkPageViews {
  private LinkPageViews() {}

  /** The table of links. */
  public record Table(List<Row> rows, boolean archived, @Nullable String moreHref) {}

  /**
   * A line of it.
   *
   * @param rate conversations of a hundred clicks, or null before the first click
   */
  public record Row(
      String name,
      String href,
      String url,
      String shownUrl,
      @Nullable String origin,
      long clicks,
      long conversations,
      @Nullable String rate,
      boolean archived) {}

  /** A choice of a list. */
  public record Choice(String value, String label, boolean chosen) {}

  /**
   * The form of a new link or of one that exists.
   *
   * @param slugFixed the slug of a link that exists; null for a new one
   * @param errors by field, a sentence each
   */
  public record Form(
      String title,
      String action,
      String cancelHref,
      Map<String, String> values,
      Map<String, String> errors,
      List<Choice> numbers,
      List<Choice> codes,
      List<String> placeholders,
      String slugPrefix,
      @Nullable String slugFixed) {

    public String value(String field) {
      return values.getOrDefault(field, "");
    }

    public @Nullable String error(String field) {
      return errors.get(field);
    }

    /** For {@code aria-invalid}. */
    public @Nullable String invalid(String field) {
      return errors.containsKey(field) ? "true" : null;
    }
  }

  /** One link. */
  public record Page(
      String name,
      String url,
      String shownUrl,
      String path,
      String editHref,
      String archiveAction,
      boolean archived,
      String number,
      String preview,
      @Nullable String origin,
      Instant createdAt,
      List<FigureView> figures,
      List<String> warnings,
      String qrHref,
      List<Reason> notCounted,
      @Nullable String allVisitsHref,
      List<Visited> visits,
      Instant now) {}

  /** Why clicks were not counted; {@code href} shows them. */
  public record Reason(String label, long clicks, String href) {}

  /** One visit. */
  public record Visited(
      Instant at,
      String device,
      @Nullable String referrer,
      @Nullable String campaign,
      boolean counted,
      String state,
      @Nullable String conversationHref) {}
}
