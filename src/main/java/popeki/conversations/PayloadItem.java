package popeki.conversations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every item of a webhook has in common: whose it is, where it stood in the body, when it
 * happened, and its JSON.
 *
 * @param wabaId the WhatsApp Business account ({@code entry.id}); for partner notices Meta puts the
 *     portfolio's id there
 * @param phoneNumberId the business number; absent on account-level fields
 * @param displayPhoneNumber as Meta writes it, in no fixed format; never a key
 * @param occurredAt the provider's time; null when it gave none
 * @param raw the item as JSON, for re-processing and for the curious
 */
record PayloadItem(
    @Nullable String wabaId,
    @Nullable String phoneNumberId,
    @Nullable String displayPhoneNumber,
    Position position,
    @Nullable Instant occurredAt,
    String raw) {

  /**
   * Where it stood, so that a poisoned item can be named: {@code entry[0].changes[2].messages[7]}.
   */
  record Position(int entry, int change, String item) {
    @Override
    public String toString() {
      var change = "entry[" + entry + "].changes[" + this.change + "]";
      return item.isEmpty() ? change : change + "." + item;
    }
  }

  /** Logs get the position, never the content. */
  @Override
  public String toString() {
    return position.toString();
  }
}
