package popeki.attribution;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.workspaces.SettingsViews;

/**
 * The page of the sources.
 *
 * @param form the fields of a new rule and of a new window
 * @param sources those that are known, to choose from
 * @param usualDays how long visits of all other sources count
 * @param learnt null before anything was
 * @param fewest conversations that it takes to learn
 * @param expected within what time half of those who write do so, before anything was learnt
 */
public record SourcesView(
    SettingsViews.Form form,
    List<Rule> rules,
    boolean full,
    List<SettingsViews.Choice> kinds,
    List<SettingsViews.Choice> numbers,
    List<String> sources,
    Tried tried,
    int usualDays,
    List<Window> windows,
    Again again,
    @Nullable Learnt learnt,
    int fewest,
    String expected,
    Instant now) {

  /**
   * A rule in words.
   *
   * @param number null for all
   * @param fresh it holds for what comes in, and was not read into what was there before
   */
  public record Rule(
      UUID id,
      String kind,
      String pattern,
      String source,
      @Nullable String campaign,
      @Nullable String number,
      boolean fresh) {}

  /** A source that counts for longer or shorter than the others. */
  public record Window(String source, int days) {}

  /**
   * The box to try a message in.
   *
   * @param numbers one to choose where several are connected
   */
  public record Tried(String typed, List<SettingsViews.Choice> numbers, @Nullable Answer answer) {}

  /** What the words of a message alone tell. */
  public record Answer(boolean decides, String headline, List<Line> lines) {}

  /**
   * One reason.
   *
   * @param takes it decides; else it says why something does not
   */
  public record Line(boolean takes, String words) {}

  /**
   * What is believed of the people of a business.
   *
   * @param told share of visits with a code whose message told it
   * @param lost share of visits with a code whose message came without
   * @param bare share of visits without a code that led to a message
   */
  public record Learnt(
      Instant at,
      int arrivals,
      int visits,
      int certain,
      String told,
      String lost,
      String bare,
      List<Delays> delays,
      List<Tick> ticks,
      List<Step> steps) {}

  /** How long people of one part of the day take. */
  public record Delays(String part, String median, List<Bar> bars) {}

  /** A bar in percent of the picture. */
  public record Bar(double x, double y, double width, double height) {}

  /** A word below the bars, in percent from the left. */
  public record Tick(double x, String words) {}

  /** A step of time, and its share in each part of the day. */
  public record Step(String until, List<String> shares) {}

  /**
   * Deciding again.
   *
   * @param done those that wait no more
   * @param fresh rules that have not been read into what was there before them
   */
  public record Again(long waiting, long done, long all, int fresh, boolean may) {}
}
