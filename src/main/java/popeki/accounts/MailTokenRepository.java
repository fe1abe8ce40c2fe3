package popeki.accounts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.UserId;
import popeki.kernel.Uuid7;
import popeki.platform.Vault;

/** Tokens that a mail carries, by their hash. Each works once. */
@Repository
class MailTokenRepository {
  private final JdbcClient jdbc;
  private final Vault vault;

  /** What a token is for. */
  enum Purpose {
    PASSWORD,
    EMAIL;

    String wire() {
      return this == PASSWORD ? "password" : "email";
    }
  }

  /**
   * A token's row.
   *
   * @param text what came with it: the new address
   */
  record Token(UserId user, @Nullable String text) {
    /** Logs get no address. */
    @Override
    public String toString() {
      return "Token[" + user + "]";
    }
  }

  MailTokenRepository(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  /**
   * Keeps a token; older ones stay good. For a person who does not exist it does the same work and
   * keeps nothing.
   */
  void add(
      byte[] hash,
      UserId user,
      Purpose purpose,
      @Nullable String text,
      Instant now,
      Instant expires) {
    jdbc.sql("delete from accounts.mail_token where user_id = :user and expires_at < :now")
        .param("user", user.value())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
    UUID id = Uuid7.at(now);
    jdbc.sql(
            """
        insert into accounts.mail_token
          (token_hash, id, user_id, purpose, sealed, created_at, expires_at)
        select :hash, :id, user_id, :purpose, :sealed, :now, :expires
        from accounts.account where user_id = :user""")
        .param("hash", hash)
        .param("id", id)
        .param("user", user.value())
        .param("purpose", purpose.wire())
        .param("sealed", text == null ? null : vault.sealForAccount(place(id), text))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("expires", expires.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Looks without using it up. */
  Optional<Token> find(byte[] hash, Purpose purpose, Instant now) {
    return jdbc.sql(
            """
        select id, user_id, sealed from accounts.mail_token
        where token_hash = :hash and purpose = :purpose and used_at is null and expires_at > :now""")
        .param("hash", hash)
        .param("purpose", purpose.wire())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query((row, index) -> token(row))
        .optional();
  }

  /** Uses it up; empty when it is unknown, used or too old. Two at once: one wins. */
  Optional<Token> redeem(byte[] hash, Purpose purpose, Instant now) {
    return jdbc.sql(
            """
        update accounts.mail_token set used_at = :now
        where token_hash = :hash and purpose = :purpose and used_at is null and expires_at > :now
        returning id, user_id, sealed""")
        .param("hash", hash)
        .param("purpose", purpose.wire())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query((row, index) -> token(row))
        .optional();
  }

  void endAll(UserId user, Purpose purpose, Instant now) {
    jdbc.sql(
            """
        update accounts.mail_token set used_at = :now
        where user_id = :user and purpose = :purpose and used_at is null""")
        .param("user", user.value())
        .param("purpose", purpose.wire())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  private Token token(java.sql.ResultSet row) throws java.sql.SQLException {
    byte[] sealed = row.getBytes("sealed");
    UUID id = row.getObject("id", UUID.class);
    return new Token(
        new UserId(row.getObject("user_id", UUID.class)),
        sealed == null ? null : vault.openForAccount(place(id), sealed));
  }

  private static Vault.Place place(UUID row) {
    return new Vault.Place("mail_token", "sealed", row);
  }
}
