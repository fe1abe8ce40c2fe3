package popeki.workspaces;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the pages about mails show; addresses are masked. */
public final class OutboxViews {
  private OutboxViews() {}

  /**
   * A mail.
   *
   * @param status waiting, sent, failed or kept
   * @param state the same in words, with the reason
   */
  public record Row(
      Instant at, String to, String subject, String href, String status, String state) {}

  /**
   * The latest mails.
   *
   * @param leaves whether a mail server is configured
   */
  public record Listed(List<Row> rows, boolean leaves, Instant now) {}

  /**
   * One mail.
   *
   * @param text as it is read, without the link
   * @param link only while no mail server is configured
   * @param hasLink whether the mail has one at all
   */
  public record One(Row mail, String text, @Nullable String link, boolean hasLink, Instant now) {}
}
