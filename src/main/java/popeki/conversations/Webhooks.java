package popeki.conversations;

import java.time.Instant;
import org.springframework.stereotype.Component;

/** What an operator does with webhooks that came. */
@Component
public class Webhooks {
  private final WebhookInbox inbox;

  Webhooks(WebhookInbox inbox) {
    this.inbox = inbox;
  }

  /**
   * Lets webhooks that came since then be read again where something was left over. What was taken
   * in already stays as it is.
   *
   * @return how many wait to be read now
   */
  public int reprocess(Instant since) {
    return inbox.reprocess(since);
  }
}
