package popeki.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import popeki.accounts.MailTokenRepository.Purpose;
import popeki.kernel.UserId;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.platform.Secrets;
import popeki.platform.Settings;
import popeki.platform.Throttle;
import popeki.platform.WorkspaceTx;

/**
 * A new password by mail: a link that works once, within a quarter of an hour, however many more
 * are asked for by whomever. It opens no session and spares nobody the second factor; it ends all
 * sessions and all other links there are.
 */
@Component
class PasswordReset {
  static final Duration VALID = Duration.ofMinutes(15);
  private static final Logger log = LoggerFactory.getLogger(PasswordReset.class);

  private final AccountRepository accounts;
  private final MailTokenRepository tokens;
  private final PasswordHashes hashes;
  private final Mails mails;
  private final Throttle throttle;
  private final WorkspaceTx tx;
  private final Settings settings;
  private final Clock clock;

  PasswordReset(
      AccountRepository accounts,
      MailTokenRepository tokens,
      PasswordHashes hashes,
      Mails mails,
      Throttle throttle,
      WorkspaceTx tx,
      Settings settings,
      Clock clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.hashes = hashes;
    this.mails = mails;
    this.throttle = throttle;
    this.tx = tx;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Sends the link. An address without an account gets a mail that says so, after the same work, so
   * that neither the answer nor its time tells who has an account.
   */
  void ask(EmailAddress email) {
    if (!throttle.allow(Limits.RESET_MAILS, email.value())) {
      return;
    }
    String token = Secrets.token();
    tx.directory(
        () -> {
          Instant now = clock.instant();
          Optional<Account> account = accounts.byEmail(email);
          UserId user = account.map(Account::id).orElse(new UserId(new UUID(0, 0)));
          tokens.add(Secrets.hash(token), user, Purpose.PASSWORD, null, now, now.plus(VALID));
          String link = settings.publicUrl() + "/reset-password/" + token;
          mails.queue(
              account.isPresent()
                  ? new Mail(null, email.value(), "password_reset", List.of(), link)
                  : new Mail(
                      null,
                      email.value(),
                      "password_reset_unknown",
                      List.of(),
                      settings.publicUrl() + "/signup"));
          return user;
        });
    log.info("A new password was asked for");
  }

  /** Whose password the link would change; it stays good. */
  Optional<Account> look(String token) {
    return tx.directory(
        () ->
            tokens
                .find(hash(token), Purpose.PASSWORD, clock.instant())
                .flatMap(found -> accounts.find(found.user())));
  }

  /** Changes the password; empty when the link is spent. */
  Optional<UserId> change(String token, String password) {
    String hash = hashes.hash(password);
    Optional<UserId> user =
        tx.directory(
            () -> {
              Instant now = clock.instant();
              Optional<UserId> owner =
                  tokens.redeem(hash(token), Purpose.PASSWORD, now).map(found -> found.user());
              owner.ifPresent(
                  id -> {
                    accounts.setPassword(id, hash);
                    tokens.endAll(id, Purpose.PASSWORD, now);
                    accounts.endSignInTokens(id, now);
                    accounts
                        .find(id)
                        .ifPresent(
                            account ->
                                mails.queue(
                                    new Mail(
                                        null,
                                        account.email(),
                                        "password_changed",
                                        List.of(),
                                        settings.publicUrl() + "/login")));
                  });
              return owner;
            });
    user.ifPresent(
        id -> {
          // Whoever knew the old password is shut out: what he tried at the code counts no more.
          throttle.forget(Limits.CODE, id.toString());
          log.info("User {} set a password by a mailed link", id);
        });
    return user;
  }

  private static byte[] hash(String token) {
    return Secrets.hash(token.length() > 100 ? "" : token);
  }
}
