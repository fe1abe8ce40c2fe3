package popeki.conversations;

import gg.jte.Content;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.platform.Certainty;
import popeki.platform.FilterBarView;
import popeki.platform.Tone;

/** What the pages of conversations show, masked for the reader's role before it comes here. */
public final class ConversationView {
  private ConversationView() {}

  /**
   * A line of a list.
   *
   * @param who the name, or the masked number, or what else is known of the person
   * @param words the first words; null when the role may not read them, or there are none
   * @param answered how long the business took to answer first, in words; null when no answer was
   *     seen
   * @param window whether the person may be written to, in words
   * @param windowOpen whether they may
   * @param opens the list with this one open beside it; null where the line leads to its page alone
   */
  public record Row(
      UUID id,
      String who,
      @Nullable String under,
      @Nullable String words,
      @Nullable String source,
      @Nullable String campaign,
      Certainty certainty,
      @Nullable Integer score,
      String categoryWord,
      String stage,
      Tone stageTone,
      @Nullable Money value,
      List<String> tags,
      @Nullable String answered,
      String window,
      boolean windowOpen,
      Instant startedAt,
      Instant lastMessageAt,
      @Nullable String opens) {
    Row opened(String href) {
      return new Row(
          id,
          who,
          under,
          words,
          source,
          campaign,
          certainty,
          score,
          categoryWord,
          stage,
          stageTone,
          value,
          tags,
          answered,
          window,
          windowOpen,
          startedAt,
          lastMessageAt,
          href);
    }
  }

  /**
   * The short story of a conversation, beside the list.
   *
   * @param seesWords whether the role reads messages
   * @param last what was said last, oldest first
   * @param refreshHref where it is read again while it stands open
   */
  public record Glance(
      Row row,
      boolean seesWords,
      List<Said> last,
      String pageHref,
      String refreshHref,
      String closeHref) {}

  /** A message, in short. */
  public record Said(boolean ours, String text, Instant at) {}

  /**
   * The page of the list: what it can be narrowed to, then the list itself.
   *
   * @param about one sentence on what the current tab holds; null where its name says it
   * @param save the view that could be saved; null when there is nothing to save, or nobody to
   * @param remove the saved view that is looked at and may be removed
   * @param fileHref what is listed as a file
   * @param glance the conversation that stands open beside the list
   */
  public record ListPage(
      List<Tab> tabs,
      @Nullable String about,
      Search search,
      FilterBarView bar,
      @Nullable String save,
      @Nullable SavedTab remove,
      Listing listing,
      String fileHref,
      @Nullable Glance glance) {}

  /**
   * The part that refreshes while the page is open.
   *
   * @param refresh its own address
   * @param total "142 conversations"
   * @param steps the stages of what is listed, as a bar of doors
   * @param drops what each filter hides, when nothing matches: the largest first
   */
  public record Listing(
      String refresh,
      String total,
      List<Share> steps,
      List<Row> rows,
      @Nullable String moreHref,
      boolean filtered,
      @Nullable String note,
      List<Drop> drops,
      String clearHref) {}

  /** A way of looking at the list. */
  public record Tab(String label, String href, boolean current) {}

  /** A saved view that can be removed. */
  public record SavedTab(UUID id, String name) {}

  /**
   * The search for a person.
   *
   * @param keep other parameters of the address to keep
   */
  public record Search(String action, String text, Map<String, String> keep) {}

  /** "Without “Tag vip”: 12 conversations". */
  public record Drop(String label, String href) {}

  /**
   * A part of a bar of a hundred percent.
   *
   * @param ink which colour of the data series
   * @param from where it begins, in percent
   */
  public record Share(
      String label, String count, String ink, double from, double width, String href) {}

  /**
   * The head of a conversation's page.
   *
   * @param phone masked, or whole after a reveal; null for a person who shows none
   * @param whatsAppHref holds the number, so it is null until a reveal
   * @param stages that can be set by hand; none for a role that may not
   * @param sales how many there were and what went back; null where the value says it all
   * @param works whether the role changes tags, notes and stages
   */
  public record Header(
      UUID id,
      String who,
      @Nullable String phone,
      boolean canReveal,
      boolean optedOut,
      @Nullable String whatsAppHref,
      String stage,
      Tone stageTone,
      List<StageChoice> stages,
      @Nullable Money value,
      @Nullable String sales,
      String currency,
      Times times,
      List<String> tags,
      List<String> tagsUsed,
      boolean works) {}

  /**
   * How fast the business answered, and how long it may still write.
   *
   * @param answered in words; null when no answer was seen
   * @param closed how long until it was won or lost, in words; null while it is neither
   * @param window "Open until 14:05", or since when it is closed
   * @param free until when writing costs nothing, after an ad; null when it does not apply
   */
  public record Times(
      @Nullable String answered,
      @Nullable String closed,
      String window,
      boolean windowOpen,
      @Nullable String free) {}

  /**
   * A note of a colleague.
   *
   * @param mine may be edited by who looks
   * @param removable may be taken away by who looks
   */
  public record Note(
      UUID id,
      String author,
      String text,
      Instant at,
      @Nullable Instant editedAt,
      boolean mine,
      boolean removable) {}

  /** A stage that can be set by hand. */
  public record StageChoice(String value, String label) {}

  /**
   * One entry of the timeline: a message, or what a step did.
   *
   * @param day the heading, when this entry begins a day; else null
   * @param text of a message; null with {@code hidden} when the role may not read it
   */
  public record Entry(
      @Nullable String day,
      Instant at,
      String kind,
      String icon,
      @Nullable String sentence,
      boolean message,
      boolean ours,
      @Nullable String text,
      @Nullable String hidden,
      @Nullable String note,
      @Nullable String detail,
      @Nullable Media media) {
    Entry(
        @Nullable String day,
        Instant at,
        String kind,
        String icon,
        @Nullable String sentence,
        boolean message,
        boolean ours,
        @Nullable String text,
        @Nullable String hidden,
        @Nullable String note,
        @Nullable String detail) {
      this(day, at, kind, icon, sentence, message, ours, text, hidden, note, detail, null);
    }
  }

  /**
   * A file that came with a message.
   *
   * @param kind its word: "Photo", "Voice note" …
   * @param href where it is fetched from Meta; null when Meta no longer has it
   * @param shown a browser can show it; else it is saved
   */
  public record Media(String kind, String icon, @Nullable String href, boolean shown) {}

  /** The parts of the page that refresh by themselves. */
  public record Story(
      Header header,
      List<Entry> entries,
      List<Note> notes,
      boolean seesNotes,
      List<Content> panels) {}
}
