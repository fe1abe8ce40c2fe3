package popeki.accounts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.UserId;
import popeki.platform.Vault;

/** Everything of one account, to hand over or to delete. Directory tables. */
@Repository
class OwnAccountRepository {
  private final JdbcClient jdbc;
  private final Vault vault;

  OwnAccountRepository(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  Map<String, Object> held(UserId user) {
    Map<String, Object> held = account(user);
    held.put("sign_in_links", signInLinks(user));
    held.put("second_factor", secondFactor(user));
    held.put("recovery_codes", recoveryCodes(user));
    held.put("mailed_links", mailedTokens(user));
    return held;
  }

  private Map<String, Object> account(UserId user) {
    return jdbc.sql(
            """
            select user_id, name_sealed, email_sealed, password_hash is not null as password, created_at,
                   theme, density
            from accounts.account where user_id = :user\
            """)
        .param("user", user.value())
        .query(
            (row, index) -> {
              UUID id = row.getObject("user_id", UUID.class);
              Map<String, Object> account = new LinkedHashMap<>();
              account.put("user_id", id);
              account.put(
                  "name",
                  vault.openForAccount(
                      new Vault.Place("account", "name", id), row.getBytes("name_sealed")));
              account.put(
                  "email",
                  vault.openForAccount(
                      new Vault.Place("account", "email", id), row.getBytes("email_sealed")));
              account.put("has_password", row.getBoolean("password"));
              account.put("created_at", row.getTimestamp("created_at").toInstant());
              account.put("theme", row.getString("theme"));
              account.put("density", row.getString("density"));
              return account;
            })
        .single();
  }

  private List<Map<String, Object>> signInLinks(UserId user) {
    return times(
        """
        select expires_at, used_at from accounts.sign_in_token where user_id = :user
        order by expires_at\
        """,
        user,
        "expires_at",
        "used_at");
  }

  private List<Map<String, Object>> secondFactor(UserId user) {
    return times(
        "select created_at, confirmed_at from accounts.second_factor where user_id = :user",
        user,
        "created_at",
        "confirmed_at");
  }

  private List<Map<String, Object>> recoveryCodes(UserId user) {
    return times(
        """
        select created_at, used_at from accounts.recovery_code where user_id = :user
        order by created_at, id\
        """,
        user,
        "created_at",
        "used_at");
  }

  private List<Map<String, Object>> mailedTokens(UserId user) {
    return jdbc.sql(
            """
            select purpose, created_at, expires_at, used_at from accounts.mail_token
            where user_id = :user order by created_at\
            """)
        .param("user", user.value())
        .query(
            (row, index) -> {
              Map<String, Object> token = new LinkedHashMap<>();
              token.put("purpose", row.getString("purpose"));
              for (String column : List.of("created_at", "expires_at", "used_at")) {
                token.put(column, instant(row, column));
              }
              return token;
            })
        .list();
  }

  private List<Map<String, Object>> times(String sql, UserId user, String... columns) {
    return jdbc.sql(sql)
        .param("user", user.value())
        .query(
            (row, index) -> {
              Map<String, Object> times = new LinkedHashMap<>();
              for (String column : columns) {
                times.put(column, instant(row, column));
              }
              return times;
            })
        .list();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  /** Who of these has confirmed a second factor. */
  Set<UserId> secured(Collection<UserId> users) {
    return Set.copyOf(
        jdbc.sql(
                """
                select user_id from accounts.second_factor
                where confirmed_at is not null and user_id = any(:users)\
                """)
            .param("users", users.stream().map(UserId::value).toArray(UUID[]::new))
            .query((row, index) -> new UserId(row.getObject("user_id", UUID.class)))
            .list());
  }

  /** What hangs on the account goes with it. */
  void delete(UserId user) {
    jdbc.sql("delete from accounts.sign_in_token where user_id = :user")
        .param("user", user.value())
        .update();
    jdbc.sql("delete from accounts.account where user_id = :user")
        .param("user", user.value())
        .update();
  }
}
