package popeki.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import popeki.accounts.MailTokenRepository.Purpose;
import popeki.accounts.MailTokenRepository.Token;
import popeki.kernel.UserId;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.platform.Secrets;
import popeki.platform.Settings;
import popeki.platform.WorkspaceTx;

/**
 * A new address: it counts once a mail to it was answered, and the old one is told. An address that
 * somebody else signs in with gets a mail that says so; the page says the same in both cases.
 */
@Component
class EmailChange {
  static final Duration VALID = Duration.ofHours(1);
  private static final Logger log = LoggerFactory.getLogger(EmailChange.class);

  private final AccountRepository accounts;
  private final MailTokenRepository tokens;
  private final AccountMails told;
  private final Mails mails;
  private final WorkspaceTx tx;
  private final Settings settings;
  private final Clock clock;

  EmailChange(
      AccountRepository accounts,
      MailTokenRepository tokens,
      AccountMails told,
      Mails mails,
      WorkspaceTx tx,
      Settings settings,
      Clock clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.told = told;
    this.mails = mails;
    this.tx = tx;
    this.settings = settings;
    this.clock = clock;
  }

  void ask(Account account, EmailAddress wanted) {
    String token = Secrets.token();
    tx.directory(
        () -> {
          Instant now = clock.instant();
          tokens.endAll(account.id(), Purpose.EMAIL, now);
          tokens.add(
              Secrets.hash(token),
              account.id(),
              Purpose.EMAIL,
              wanted.value(),
              now,
              now.plus(VALID));
          boolean free = accounts.byEmail(wanted).isEmpty();
          mails.queue(
              new Mail(
                  null,
                  wanted.value(),
                  free ? "email_change" : "email_change_taken",
                  List.of(),
                  settings.publicUrl() + (free ? "/confirm/" + token : "/login")));
          return token;
        });
    log.info("User {} asked for another address", account.id());
  }

  boolean isGood(String token) {
    return tx.directory(() -> tokens.find(hash(token), Purpose.EMAIL, clock.instant())).isPresent();
  }

  /** Changes the address; empty when the link is spent or the address was taken meanwhile. */
  Optional<UserId> confirm(String token) {
    return tx.directory(
        () -> {
          Optional<Token> found = tokens.redeem(hash(token), Purpose.EMAIL, clock.instant());
          if (found.isEmpty() || found.get().text() == null) {
            return Optional.<UserId>empty();
          }
          UserId user = found.get().user();
          Account before = accounts.find(user).orElseThrow();
          if (!accounts.setEmail(user, new EmailAddress(String.valueOf(found.get().text())))) {
            return Optional.<UserId>empty();
          }
          tokens.endAll(user, Purpose.PASSWORD, clock.instant());
          // A link that lies in the old mailbox opens nothing any more.
          accounts.endSignInTokens(user, clock.instant());
          told.tell(before, "email_changed");
          log.info("User {} has another address now", user);
          return Optional.of(user);
        });
  }

  private static byte[] hash(String token) {
    return Secrets.hash(token.length() > 100 ? "" : token);
  }
}
