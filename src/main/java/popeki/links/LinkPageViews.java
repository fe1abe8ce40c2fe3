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
   * @param state in words, when its visitors are sent nowhere
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
      boolean archived,
      @Nullable String state) {}

  /** A choice of a list. */
  public record Choice(String value, String label, boolean chosen) {}

  /** A number that a link may use, in the form. */
  public record Share(String id, String label, List<Choice> states, String weight) {}

  /**
   * What stands beside the form.
   *
   * @param preview the message as the visitor's WhatsApp shows it
   * @param problems what keeps the link from being saved
   * @param hints what its maker should know
   * @param slug the address that was typed; null when none was, or it cannot be looked up
   */
  public record Aside(
      String name,
      @Nullable String number,
      String preview,
      List<String> problems,
      List<String> hints,
      @Nullable String slug,
      boolean slugFree) {}

  /**
   * The form of a new link or of one that exists.
   *
   * @param id of the link that exists; null for a new one
   * @param shares empty where one number is all there is to choose
   * @param slugFixed the slug of a link that exists; null for a new one
   * @param errors by field, a sentence each
   * @param zone of the times in it
   * @param adVisits visits that an ad sent here lately
   */
  public record Form(
      String title,
      String action,
      String cancelHref,
      String previewAction,
      @Nullable String id,
      Map<String, String> values,
      Map<String, String> errors,
      List<Choice> numbers,
      List<Share> shares,
      List<Choice> routings,
      List<Choice> codes,
      List<Choice> desktops,
      List<Choice> fallbacks,
      List<String> sources,
      List<String> campaigns,
      List<String> placeholders,
      String slugPrefix,
      @Nullable String slugFixed,
      String zone,
      long adVisits,
      Aside aside) {

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

  /**
   * What can be done with a link, and what was.
   *
   * @param state {@code on}, {@code off}, {@code paused}, {@code ended} or {@code archived}
   * @param end when it ends or ended, in words
   * @param fallback the name of the link that takes over
   * @param routing how one of several numbers is chosen, in words; null for a single one
   */
  public record Control(
      String state,
      boolean paused,
      String pauseAction,
      @Nullable String end,
      @Nullable String fallback,
      @Nullable String routing,
      List<Target> targets,
      long adVisits,
      List<AdTemplate> ads,
      List<Changed> changes,
      Instant now) {}

  /**
   * A number that a link leads to.
   *
   * @param weight null where it is not asked for
   */
  public record Target(String number, boolean on, @Nullable Integer weight) {}

  /** What to paste into an ad platform, and where. */
  public record AdTemplate(String name, String where, String parameters) {}

  /** One change of a link. */
  public record Changed(
      Instant at, String who, String field, @Nullable String before, @Nullable String after) {}

  /**
   * One link.
   *
   * @param qr null when nobody is to scan it any more
   * @param trackSnippet what a landing page takes in
   */
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
      @Nullable LinkQrView qr,
      String trackSnippet,
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
