package popeki.mails;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lane;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;

/**
 * Sends mails: claim, send outside any transaction, record. The server away: the mail waits, with
 * growing pauses, for a day. A refused address ends it at once. A crash in between may send a mail
 * twice, under one Message-ID, and never loses it.
 */
@Component
class MailLane implements Lane {
  static final String KIND = "mails";

  private static final Logger log = LoggerFactory.getLogger(MailLane.class);
  private static final Duration GIVES_UP = Duration.ofHours(24);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(2);

  /** A mail is no archive; after that the row goes. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final MailRepository rows;
  private final MailServer server;
  private final MailPage pages;
  private final WorkspaceTx tx;
  private final Clock clock;

  MailLane(MailRepository rows, MailServer server, MailPage pages, WorkspaceTx tx, Clock clock) {
    this.rows = rows;
    this.server = server;
    this.pages = pages;
    this.tx = tx;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    WorkspaceId owner = slice.workspace() == null ? Vault.INSTALLATION : slice.owner();
    tx.run(owner, () -> rows.forgetBefore(owner, clock.instant().minus(KEPT)));
    JavaMailSender sender = server.sender();
    if (sender == null) {
      return Next.idle();
    }
    while (clock.instant().isBefore(slice.until())) {
      Instant now = clock.instant();
      Optional<MailRepository.Row> next =
          tx.in(owner, () -> rows.claim(owner, now, now.plus(FIRST_PAUSE)));
      if (next.isEmpty()) {
        return new Next(tx.in(owner, () -> rows.nextDue(owner)).orElse(null));
      }
      send(sender, next.get());
    }
    return Next.at(clock.instant());
  }

  private void send(JavaMailSender sender, MailRepository.Row row) {
    try {
      sender.send(message(sender, row));
      tx.run(row.owner(), () -> rows.end(row.owner(), row.id(), "sent", null, clock.instant()));
    } catch (MailException | MessagingException e) {
      // The server's words may repeat the address; the kind of failure is told instead.
      String reason = reason(e);
      boolean over =
          refusesTheAddress(e) || row.createdAt().plus(GIVES_UP).isBefore(clock.instant());
      log.warn(
          "Mail {} ({}) did not leave at attempt {}: {}; {}",
          row.id(),
          row.mail().kind(),
          row.attempts(),
          reason,
          over ? "it is given up and shown in the outbox" : "it is tried again later");
      tx.run(
          row.owner(),
          () -> {
            if (over) {
              rows.end(row.owner(), row.id(), "failed", reason, clock.instant());
            } else {
              rows.waitUntil(row.owner(), row.id(), again(row.attempts()), reason);
            }
          });
    }
  }

  private MimeMessage message(JavaMailSender sender, MailRepository.Row row)
      throws MessagingException {
    Letter letter = pages.letter(row.mail());
    MimeMessage message = new WithId(sender.createMimeMessage(), row.id() + "@popeki");
    var parts = new MimeMessageHelper(message, true, "UTF-8");
    parts.setFrom(server.from());
    parts.setTo(row.mail().to());
    parts.setSubject(letter.subject());
    parts.setText(letter.text(), pages.html(letter));
    message.setHeader("Auto-Submitted", "auto-generated");
    return message;
  }

  private Instant again(int attempts) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
    return clock.instant().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
  }

  private static boolean refusesTheAddress(Exception e) {
    return e instanceof MailSendException failed
        ? java.util.Arrays.stream(failed.getMessageExceptions())
            .anyMatch(cause -> cause instanceof SendFailedException refused && lists(refused))
        : e instanceof jakarta.mail.internet.AddressException;
  }

  private static boolean lists(SendFailedException refused) {
    return refused.getInvalidAddresses() != null && refused.getInvalidAddresses().length > 0;
  }

  private static String reason(Exception e) {
    if (refusesTheAddress(e)) {
      return "address_refused";
    }
    return e instanceof org.springframework.mail.MailAuthenticationException
        ? "sign_in_refused"
        : "server_unreachable";
  }

  /** Keeps its Message-ID whatever the library would set, so that a repeat is known as one. */
  private static final class WithId extends MimeMessage {
    private final String id;

    WithId(MimeMessage like, String id) throws MessagingException {
      super(like.getSession());
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }
}
