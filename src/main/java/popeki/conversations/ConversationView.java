package popeki.conversations;

import gg.jte.Content;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.platform.Certainty;
import popeki.platform.Tone;

/** What the pages of conversations show, masked for the reader's role before it comes here. */
public final class ConversationView {
  private ConversationView() {}

  /**
   * A line of a list.
   *
   * @param who the name, or the masked number, or what else is known of the person
   * @param words the first words; null when the role may not read them, or there are none
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
      Instant startedAt,
      Instant lastMessageAt) {}

  /** A list with its tabs and the next stretch. */
  public record Listing(
      List<Tab> tabs,
      List<Row> rows,
      @Nullable String moreHref,
      boolean filtered,
      String clearHref) {}

  /** A saved way of looking at the list. */
  public record Tab(String label, String href, boolean current) {}

  /**
   * The head of a conversation's page.
   *
   * @param phone masked, or whole after a reveal; null for a person who shows none
   * @param whatsAppHref holds the number, so it is null until a reveal
   * @param stages that can be set by hand; none for a role that may not
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
      String currency) {}

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
      @Nullable String detail) {}

  /** The parts of the page that refresh by themselves. */
  public record Story(Header header, List<Entry> entries, List<Content> panels) {}
}
