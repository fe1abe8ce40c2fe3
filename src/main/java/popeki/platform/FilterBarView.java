package popeki.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bar under a page's title. Every choice is a link, so it works without a script and can be
 * sent to a colleague.
 *
 * @param periods "7d", "28d" …, exactly one of them current
 * @param custom the form for two dates; null where a page has no custom period
 * @param zone the zone that days are counted in, as shown: "São Paulo time"
 * @param compare the toggle of the earlier period; null where nothing is compared
 * @param chips filters in force
 * @param choices filters that can be added, most used first
 * @param result "142 conversations"; null when the page says it elsewhere
 * @param clearHref drops every filter; null when there are none
 */
public record FilterBarView(
    List<Period> periods,
    @Nullable Custom custom,
    String zone,
    @Nullable Compare compare,
    List<Chip> chips,
    List<Choice> choices,
    @Nullable String result,
    @Nullable String clearHref) {

  /** A link to a period; {@code title} says its dates. */
  public record Period(String label, String href, boolean current, @Nullable String title) {}

  /**
   * Two dates, inclusive.
   *
   * @param keep other parameters of the URL to keep: name and value
   */
  public record Custom(
      String action, String from, String to, boolean current, List<Parameter> keep) {}

  /** A name and a value of the query string. */
  public record Parameter(String name, String value) {}

  /** The comparison and the link that switches it. */
  public record Compare(String label, String href, boolean on) {}

  /** A filter in force: "Campaign is Spring sale"; the link takes it away. */
  public record Chip(String name, String value, String removeHref) {}

  /** A filter that can be added: its name as a group, its values as links with a count. */
  public record Choice(String name, List<Option> options) {}

  /** One value of a filter. */
  public record Option(String label, String href, @Nullable String count) {}
}
