package popeki.workspaces;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import popeki.accounts.Account;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.platform.Secrets;
import popeki.platform.Settings;
import popeki.platform.Throttle;
import popeki.platform.WorkspaceTx;

/**
 * From a form that anybody can fill to a workspace: nothing is made until the mail was answered. An
 * address that signs in here already gets a link to do so; the form's answer is the same.
 */
@Component
class SignUps {
  static final Duration VALID = Duration.ofHours(24);

  /**
   * Mails of ours to one address that nobody signed in asked for; beyond, none is sent. A link in
   * them lives an hour at least, so that whenever none is sent a good one lies there already.
   */
  private static final Throttle.Limit MAILS =
      new Throttle.Limit("sign_up_mails", 10, Duration.ofHours(1));

  private static final Logger log = LoggerFactory.getLogger(SignUps.class);

  private final SignUpRepository rows;
  private final Accounts accounts;
  private final Workspaces workspaces;
  private final Mails mails;
  private final Throttle throttle;
  private final WorkspaceTx tx;
  private final Settings settings;
  private final Clock clock;

  SignUps(
      SignUpRepository rows,
      Accounts accounts,
      Workspaces workspaces,
      Mails mails,
      Throttle throttle,
      WorkspaceTx tx,
      Settings settings,
      Clock clock) {
    this.rows = rows;
    this.accounts = accounts;
    this.workspaces = workspaces;
    this.mails = mails;
    this.throttle = throttle;
    this.tx = tx;
    this.settings = settings;
    this.clock = clock;
  }

  /** Keeps the sign-up and sends the mail. Known or not, the work is the same. */
  void begin(EmailAddress email, SignUp signUp) {
    if (!throttle.allow(MAILS, email.value())) {
      return;
    }
    tx.directory(
        () -> {
          Instant now = clock.instant();
          rows.deleteOld(now);
          Optional<Account> account = accounts.byEmail(email);
          mails.queue(
              account.isPresent()
                  ? mail(email, "sign_up_known", accounts.mailedSignInLink(account.get().id()))
                  : mail(email, "sign_up", waiting(signUp, now)));
          return now;
        });
    log.info("A sign-up was begun");
  }

  /** A sign-up whose link is still good; it stays so. */
  Optional<SignUp> look(String token) {
    return tx.directory(() -> rows.find(hash(token), clock.instant()));
  }

  /**
   * Makes the workspace, and uses the link up in the same transaction. Empty when the link is
   * spent, or when its address got an account meanwhile.
   */
  Optional<Founded> finish(String token) {
    Optional<SignUp> waiting = look(token);
    if (waiting.isEmpty() || isKnown(waiting.get().email())) {
      return Optional.empty();
    }
    SignUp signUp = waiting.get();
    var draft =
        new WorkspaceDraft(
            signUp.business(),
            signUp.name(),
            signUp.email(),
            null,
            null,
            null,
            signUp.country().isEmpty() ? null : signUp.country());
    Optional<Founded> founded =
        workspaces.found(draft, signUp.agreement(), () -> rows.claim(hash(token), clock.instant()));
    founded.ifPresent(
        made -> log.info("User {} founded workspace {}", made.user(), made.workspace().id()));
    return founded;
  }

  boolean isKnown(String email) {
    return EmailAddress.parse(email).flatMap(accounts::byEmail).isPresent();
  }

  private String waiting(SignUp signUp, Instant now) {
    String token = Secrets.token();
    rows.add(Secrets.hash(token), signUp, now, now.plus(VALID));
    return settings.publicUrl() + "/signup/verify/" + token;
  }

  private static Mail mail(EmailAddress email, String kind, String link) {
    return new Mail(null, email.value(), kind, List.of(), link);
  }

  private static byte[] hash(String token) {
    return Secrets.hash(token.length() > 100 ? "" : token);
  }
}
