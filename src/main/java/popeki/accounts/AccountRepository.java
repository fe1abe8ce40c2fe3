package popeki.accounts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.UserId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.IndexedRows;
import popeki.platform.Look;
import popeki.platform.Theme;
import popeki.platform.Vault;

/** People who sign in, and their one-time links. Directory tables throughout. */
@Repository
class AccountRepository implements IndexedRows {
  private final JdbcClient jdbc;
  private final Vault vault;

  AccountRepository(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  Optional<Account> find(UserId user) {
    return jdbc.sql(
            """
        select user_id, name_sealed, email_sealed, password_hash
        from accounts.account where user_id = :user""")
        .param("user", user.value())
        .query((row, index) -> account(row))
        .optional();
  }

  Optional<Account> byEmail(EmailAddress email) {
    return jdbc.sql(
            """
        select user_id, name_sealed, email_sealed, password_hash
        from accounts.account where email_index = any(:indexes)""")
        .param("indexes", vault.accountIndexes(email.value()))
        .query((row, index) -> account(row))
        .optional();
  }

  /**
   * The account of an address, made when there is none. The lock holds off a second one while the
   * index key is rotated and nodes write under different keys; the unique key does otherwise.
   */
  UserId ensure(EmailAddress email, String name, Instant now) {
    jdbc.sql("select pg_advisory_xact_lock(:key)")
        .param("key", vault.accountLock(email.value()))
        .query((row, index) -> "")
        .single();
    Optional<Account> known = byEmail(email);
    if (known.isPresent()) {
      return known.get().id();
    }
    UUID id = Uuid7.at(now);
    jdbc.sql(
            """
        insert into accounts.account (user_id, email_index, email_sealed, name_sealed, created_at)
        values (:id, :index, :email, :name, :now)""")
        .param("id", id)
        .param("index", vault.accountIndex(email.value()))
        .param("email", vault.sealForAccount(place("email", id), email.value()))
        .param("name", vault.sealForAccount(place("name", id), name))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
    return new UserId(id);
  }

  Look lookOf(UserId user) {
    return jdbc.sql("select theme, density from accounts.account where user_id = :user")
        .param("user", user.value())
        .query(
            (row, index) ->
                new Look(
                    Theme.of(row.getString("theme")), "compact".equals(row.getString("density"))))
        .optional()
        .orElse(Look.SYSTEM);
  }

  void setLook(UserId user, Look look) {
    jdbc.sql("update accounts.account set theme = :theme, density = :density where user_id = :user")
        .param("theme", look.theme().attribute())
        .param("density", look.compact() ? "compact" : "comfortable")
        .param("user", user.value())
        .update();
  }

  /** Every address under today's index key, while people go on signing in. */
  @Override
  public long reindex(WorkspaceId workspace) {
    if (!workspace.equals(Vault.INSTALLATION)) {
      return 0;
    }
    long moved = 0;
    List<Account> chunk = after(new UUID(0, 0));
    while (!chunk.isEmpty()) {
      for (Account account : chunk) {
        moved += reindex(account);
      }
      chunk = after(chunk.getLast().id().value());
    }
    return moved;
  }

  private int reindex(Account account) {
    byte[][] indexes =
        EmailAddress.parse(account.email())
            .map(email -> vault.accountIndexes(email.value()))
            .orElse(new byte[1][]);
    return jdbc.sql(
            """
        update accounts.account set email_index = :index
        where user_id = :user and email_index = any(:older)""")
        .param("index", indexes[0])
        .param("user", account.id().value())
        .param("older", Arrays.copyOfRange(indexes, 1, indexes.length))
        .update();
  }

  private List<Account> after(UUID last) {
    return jdbc.sql(
            """
        select user_id, name_sealed, email_sealed, password_hash
        from accounts.account where user_id > :last order by user_id limit 200""")
        .param("last", last)
        .query((row, index) -> account(row))
        .list();
  }

  void setPassword(UserId user, String hash) {
    jdbc.sql("update accounts.account set password_hash = :hash where user_id = :user")
        .param("hash", hash)
        .param("user", user.value())
        .update();
  }

  /** Keeps a hash of the same password made anew, unless the password was changed meanwhile. */
  void replaceHash(UserId user, String before, String after) {
    jdbc.sql(
            """
        update accounts.account set password_hash = :after
        where user_id = :user and password_hash = :before""")
        .param("after", after)
        .param("before", before)
        .param("user", user.value())
        .update();
  }

  void setName(UserId user, String name) {
    jdbc.sql("update accounts.account set name_sealed = :name where user_id = :user")
        .param("name", vault.sealForAccount(place("name", user.value()), name))
        .param("user", user.value())
        .update();
  }

  /** False when somebody else has the address. */
  boolean setEmail(UserId user, EmailAddress email) {
    return jdbc.sql(
                """
        update accounts.account set email_index = :index, email_sealed = :email
        where user_id = :user
          and not exists (select 1 from accounts.account
                          where email_index = :index and user_id <> :user)""")
            .param("index", vault.accountIndex(email.value()))
            .param("email", vault.sealForAccount(place("email", user.value()), email.value()))
            .param("user", user.value())
            .update()
        == 1;
  }

  /** Ends the links that sign the person in. */
  void endSignInTokens(UserId user, Instant now) {
    jdbc.sql(
            """
        update accounts.sign_in_token set used_at = :now
        where user_id = :user and used_at is null""")
        .param("user", user.value())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  void addSignInToken(byte[] hash, UserId user, Instant expires) {
    jdbc.sql(
            """
        insert into accounts.sign_in_token (token_hash, user_id, expires_at)
        values (:hash, :user, :expires)""")
        .param("hash", hash)
        .param("user", user.value())
        .param("expires", expires.atOffset(ZoneOffset.UTC))
        .update();
  }

  boolean hasToken(byte[] hash, Instant now) {
    return jdbc.sql(
            """
        select exists (select 1 from accounts.sign_in_token
                       where token_hash = :hash and used_at is null and expires_at > :now)""")
        .param("hash", hash)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query(Boolean.class)
        .single();
  }

  /** Uses a token up; empty when it is unknown, used or too old. Two at once: one wins. */
  Optional<UserId> redeem(byte[] hash, Instant now) {
    return jdbc.sql(
            """
        update accounts.sign_in_token set used_at = :now
        where token_hash = :hash and used_at is null and expires_at > :now
        returning user_id""")
        .param("hash", hash)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query(UUID.class)
        .optional()
        .map(UserId::new);
  }

  private Account account(java.sql.ResultSet row) throws java.sql.SQLException {
    UUID id = row.getObject("user_id", UUID.class);
    return new Account(
        new UserId(id),
        vault.openForAccount(place("name", id), row.getBytes("name_sealed")),
        vault.openForAccount(place("email", id), row.getBytes("email_sealed")),
        row.getString("password_hash"));
  }

  private static Vault.Place place(String column, UUID row) {
    return new Vault.Place("account", column, row);
  }
}
