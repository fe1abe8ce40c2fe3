package popeki.accounts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.UserId;
import popeki.platform.Vault;

/** Secrets of authenticator apps, sealed, and recovery codes, hashed. Directory tables. */
@Repository
class SecondFactorRepository {
  private final JdbcClient jdbc;
  private final Vault vault;

  /**
   * A person's secret.
   *
   * @param secret in base64
   * @param confirmedAt null until the app has shown its first code
   */
  record Factor(String secret, @Nullable Instant confirmedAt, long lastStep) {
    /** Logs get no secret. */
    @Override
    public String toString() {
      return "Factor[" + confirmedAt + "]";
    }
  }

  record RecoveryCode(UUID id, String hash) {}

  SecondFactorRepository(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  Optional<Factor> find(UserId user) {
    return jdbc.sql(
            """
        select secret_sealed, confirmed_at, last_step
        from accounts.second_factor where user_id = :user""")
        .param("user", user.value())
        .query(
            (row, index) ->
                new Factor(
                    vault.openForAccount(place(user), row.getBytes("secret_sealed")),
                    row.getTimestamp("confirmed_at") == null
                        ? null
                        : row.getTimestamp("confirmed_at").toInstant(),
                    row.getLong("last_step")))
        .optional();
  }

  boolean isConfirmed(UserId user) {
    return jdbc.sql(
            """
        select exists (select 1 from accounts.second_factor
                       where user_id = :user and confirmed_at is not null)""")
        .param("user", user.value())
        .query(Boolean.class)
        .single();
  }

  /** A secret to be confirmed; one that is confirmed already stays. */
  void propose(UserId user, String secret, Instant now) {
    jdbc.sql(
            """
        insert into accounts.second_factor (user_id, secret_sealed, created_at)
        values (:user, :secret, :now)
        on conflict (user_id) do update set secret_sealed = excluded.secret_sealed,
          created_at = excluded.created_at, last_step = 0
        where second_factor.confirmed_at is null""")
        .param("user", user.value())
        .param("secret", vault.sealForAccount(place(user), secret))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  boolean confirm(UserId user, Instant now) {
    return jdbc.sql(
                """
        update accounts.second_factor set confirmed_at = :now
        where user_id = :user and confirmed_at is null""")
            .param("user", user.value())
            .param("now", now.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /** Uses a step up; false when it, or a later one, was used before. Two at once: one wins. */
  boolean use(UserId user, long step) {
    return jdbc.sql(
                """
        update accounts.second_factor set last_step = :step
        where user_id = :user and last_step < :step""")
            .param("user", user.value())
            .param("step", step)
            .update()
        == 1;
  }

  void remove(UserId user) {
    jdbc.sql("delete from accounts.recovery_code where user_id = :user")
        .param("user", user.value())
        .update();
    jdbc.sql("delete from accounts.second_factor where user_id = :user")
        .param("user", user.value())
        .update();
  }

  void replaceCodes(UserId user, List<RecoveryCode> codes, Instant now) {
    jdbc.sql("delete from accounts.recovery_code where user_id = :user")
        .param("user", user.value())
        .update();
    for (RecoveryCode code : codes) {
      jdbc.sql(
              """
          insert into accounts.recovery_code (user_id, id, code_hash, created_at)
          values (:user, :id, :hash, :now)""")
          .param("user", user.value())
          .param("id", code.id())
          .param("hash", code.hash())
          .param("now", now.atOffset(ZoneOffset.UTC))
          .update();
    }
  }

  List<RecoveryCode> codesLeft(UserId user) {
    return jdbc.sql(
            """
        select id, code_hash from accounts.recovery_code
        where user_id = :user and used_at is null order by id""")
        .param("user", user.value())
        .query(
            (row, index) ->
                new RecoveryCode(row.getObject("id", UUID.class), row.getString("code_hash")))
        .list();
  }

  boolean useCode(UserId user, UUID code, Instant now) {
    return jdbc.sql(
                """
        update accounts.recovery_code set used_at = :now
        where user_id = :user and id = :code and used_at is null""")
            .param("user", user.value())
            .param("code", code)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  private static Vault.Place place(UserId user) {
    return new Vault.Place("second_factor", "secret", user.value());
  }
}
