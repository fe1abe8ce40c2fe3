package popeki.conversions;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.platform.FigureView;
import popeki.platform.Tone;

/** What the pages about deliveries show, already words where words are needed. */
public final class DeliveryPageViews {
  private DeliveryPageViews() {}

  /** A state: word, colour, icon. */
  public record State(String word, Tone tone, String icon) {}

  /** A link of a row of links. */
  public record Tab(String label, String href, boolean current) {}

  /**
   * The log.
   *
   * @param notice what stands in the way of every delivery; null when nothing does
   * @param retryable something waits that a person could ask for
   */
  public record Log(
      List<FigureView> figures,
      List<Tab> states,
      List<Row> rows,
      @Nullable Notice notice,
      @Nullable String moreHref,
      boolean filtered,
      boolean retryable,
      Instant now) {}

  /** One line that asks for a look. */
  public record Notice(String text, Tone tone) {}

  /** A line of the log. */
  public record Row(
      String href,
      String event,
      Instant occurredAt,
      @Nullable Money value,
      State state,
      @Nullable String reason,
      int attempts) {}

  /**
   * One delivery.
   *
   * @param explanation why it stands so and what to do; null when there is nothing to explain
   * @param code the reason as the API has it
   * @param payload the event for people, one field a line; null when nothing may be said
   * @param payloadShown whether the role may see it at all
   * @param hurdle why it cannot be sent again; null when it can, or need not
   */
  public record Page(
      String id,
      String event,
      State state,
      @Nullable String explanation,
      @Nullable String code,
      String eventId,
      String stage,
      @Nullable Money value,
      Instant occurredAt,
      @Nullable Instant sentAt,
      @Nullable String conversationHref,
      @Nullable String payload,
      boolean payloadShown,
      boolean payloadSent,
      List<Try> tries,
      boolean canRetry,
      @Nullable String hurdle,
      Instant now) {}

  /** One attempt. */
  public record Try(
      Instant at, String sentence, boolean good, @Nullable String answer, @Nullable String trace) {}

  /** The connection as a form. */
  public record Connection(
      Map<String, String> values,
      Map<String, String> errors,
      boolean enabled,
      boolean exists,
      boolean mayChange,
      List<String> parked,
      List<String> names) {
    public String value(String field) {
      return values.getOrDefault(field, "");
    }

    public @Nullable String error(String field) {
      return errors.get(field);
    }

    public @Nullable String invalid(String field) {
      return errors.containsKey(field) ? "true" : null;
    }
  }

  /** One delivery in the panel of its conversation. */
  public record Sent(
      String href,
      String event,
      State state,
      @Nullable String explanation,
      @Nullable Money value,
      Instant at,
      @Nullable String payload,
      boolean payloadSent) {}
}
