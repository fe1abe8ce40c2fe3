package popeki.workspaces;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** How long an invitation holds, and how many mails may go to people who have not asked for any. */
@Pure
final class InvitationRules {
  static final Duration VALID = Duration.ofDays(3);

  /** Ran out long enough ago that nobody will send it again. */
  static final Duration KEPT = Duration.ofDays(30);

  static final Duration DAY = Duration.ofDays(1);

  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int OPEN = 20;
  private static final int SENDS_TO_ONE = 5;
  private static final int SENDS_IN_ALL = 60;

  /** What a workspace has sent so far. */
  record Sent(long open, long today) {}

  /** Why no mail goes out, as the end of a key of words. */
  enum Objection {
    TOO_MANY_OPEN,
    TOO_MANY_TODAY,
    TOO_MANY_TO_ONE,
    TOO_SOON;

    String key() {
      return "people.invite." + name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private InvitationRules() {}

  /**
   * Whether a mail may go to an address.
   *
   * @param last the address's last invitation, taken back or not; null for none
   */
  static Optional<Objection> toSending(@Nullable Invitation last, Sent sent, Instant now) {
    boolean fresh = last == null || !last.isOpen(now);
    if (fresh && sent.open() >= OPEN) {
      return Optional.of(Objection.TOO_MANY_OPEN);
    }
    if (sent.today() >= SENDS_IN_ALL) {
      return Optional.of(Objection.TOO_MANY_TODAY);
    }
    if (last == null || last.sentAt().plus(DAY).isBefore(now)) {
      return Optional.empty();
    }
    if (last.sends() >= SENDS_TO_ONE) {
      return Optional.of(Objection.TOO_MANY_TO_ONE);
    }
    return last.revokedAt() == null && now.isBefore(last.sentAt().plus(PAUSE))
        ? Optional.of(Objection.TOO_SOON)
        : Optional.empty();
  }

  /** How many mails the address has had, the next one counted. */
  static int sends(@Nullable Invitation last, Instant now) {
    return last == null || last.sentAt().plus(DAY).isBefore(now) ? 1 : last.sends() + 1;
  }
}
