package popeki.accounts;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;
import popeki.accounts.SecondFactorRepository.Factor;
import popeki.accounts.SecondFactorRepository.RecoveryCode;
import popeki.kernel.UserId;
import popeki.kernel.Uuid7;
import popeki.platform.Secrets;
import popeki.platform.WorkspaceTx;

/**
 * The second thing a person shows: a code of an authenticator app, or one of ten recovery codes.
 * Each works once.
 */
@Component
class SecondFactors {
  static final int RECOVERY_CODES = 10;

  /** 60 random bits: twelve letters in three groups. */
  private static final int CODE_LENGTH = 12;

  private final SecondFactorRepository rows;
  private final PasswordHashes hashes;
  private final AccountMails mails;
  private final WorkspaceTx tx;
  private final Clock clock;

  SecondFactors(
      SecondFactorRepository rows,
      PasswordHashes hashes,
      AccountMails mails,
      WorkspaceTx tx,
      Clock clock) {
    this.mails = mails;
    this.rows = rows;
    this.hashes = hashes;
    this.tx = tx;
    this.clock = clock;
  }

  boolean isOn(UserId user) {
    return tx.directory(() -> rows.isConfirmed(user));
  }

  /** Makes a secret for the app to read; it counts once the app has shown a code. */
  void begin(UserId user) {
    String secret = Base64.getEncoder().encodeToString(Secrets.random(Totp.SECRET_BYTES));
    tx.directory(
        () -> {
          rows.propose(user, secret, clock.instant());
          return secret;
        });
  }

  /** The secret that waits for its first code. */
  Optional<byte[]> begun(UserId user) {
    return tx.directory(() -> rows.find(user))
        .filter(factor -> factor.confirmedAt() == null)
        .map(SecondFactors::bytes);
  }

  /** Turns it on by the app's first code; the recovery codes are shown now and never again. */
  Optional<List<String>> confirm(Account account, String code) {
    UserId user = account.id();
    return tx.directory(
        () -> {
          Instant now = clock.instant();
          Optional<Factor> factor = rows.find(user).filter(row -> row.confirmedAt() == null);
          OptionalLong step =
              factor.isEmpty()
                  ? OptionalLong.empty()
                  : Totp.step(bytes(factor.get()), code, now, factor.get().lastStep());
          if (step.isEmpty() || !rows.use(user, step.getAsLong()) || !rows.confirm(user, now)) {
            return Optional.<List<String>>empty();
          }
          mails.tell(account, "second_factor_on");
          return Optional.of(freshCodes(user, now));
        });
  }

  /** Whether this is the app's code or a recovery code; it is used up by the answer yes. */
  boolean prove(UserId user, String code) {
    return tx.directory(
        () -> {
          Optional<Factor> factor = rows.find(user).filter(row -> row.confirmedAt() != null);
          if (factor.isEmpty()) {
            return false;
          }
          Instant now = clock.instant();
          OptionalLong step = Totp.step(bytes(factor.get()), code, now, factor.get().lastStep());
          return step.isPresent()
              ? rows.use(user, step.getAsLong())
              : proveRecovery(user, code, now);
        });
  }

  int codesLeft(UserId user) {
    return tx.directory(() -> rows.codesLeft(user)).size();
  }

  List<String> renewCodes(UserId user) {
    return tx.directory(() -> freshCodes(user, clock.instant()));
  }

  void remove(Account account) {
    tx.directory(
        () -> {
          rows.remove(account.id());
          mails.tell(account, "second_factor_off");
          return account;
        });
  }

  private boolean proveRecovery(UserId user, String code, Instant now) {
    String written = normalised(code);
    if (written.length() != CODE_LENGTH) {
      return false;
    }
    for (RecoveryCode left : rows.codesLeft(user)) {
      if (hashes.matches(written, left.hash())) {
        return rows.useCode(user, left.id(), now);
      }
    }
    return false;
  }

  private List<String> freshCodes(UserId user, Instant now) {
    var shown = new ArrayList<String>();
    var kept = new ArrayList<RecoveryCode>();
    for (int i = 0; i < RECOVERY_CODES; i++) {
      String code = Base32.encode(Secrets.random(8)).substring(0, CODE_LENGTH);
      shown.add(code.replaceAll("(.{4})(?=.)", "$1-"));
      kept.add(new RecoveryCode(Uuid7.at(now), hashes.hash(code)));
    }
    rows.replaceCodes(user, kept, now);
    return List.copyOf(shown);
  }

  /** As people type: small letters, with hyphens or without; 0 for O and 1 for I are forgiven. */
  private static String normalised(String code) {
    return code.toUpperCase(Locale.ROOT)
        .replaceAll("[\\s-]", "")
        .replace('0', 'O')
        .replace('1', 'I');
  }

  private static byte[] bytes(Factor factor) {
    return Base64.getDecoder().decode(factor.secret());
  }
}
