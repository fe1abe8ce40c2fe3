package popeki.workspaces;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.Uuid7;
import popeki.platform.Vault;
import tools.jackson.databind.json.JsonMapper;

/** Sign-ups by the hash of their token; what a person typed is sealed. A directory table. */
@Repository
class SignUpRepository {
  private final JdbcClient jdbc;
  private final Vault vault;
  private final JsonMapper json;

  private record Typed(String name, String email, String business) {}

  SignUpRepository(JdbcClient jdbc, Vault vault, JsonMapper json) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.json = json;
  }

  void add(byte[] hash, SignUp signUp, Instant now, Instant expires) {
    UUID id = Uuid7.at(now);
    String typed =
        json.writeValueAsString(new Typed(signUp.name(), signUp.email(), signUp.business()));
    jdbc.sql(
            """
        insert into workspaces.sign_up
          (token_hash, id, draft_sealed, country, terms_version, dpa_version, accepted_at, expires_at)
        values (:hash, :id, :draft, :country, :terms, :dpa, :accepted, :expires)""")
        .param("hash", hash)
        .param("id", id)
        .param("draft", vault.sealForAccount(place(id), typed))
        .param("country", signUp.country())
        .param("terms", signUp.agreement().termsVersion())
        .param("dpa", signUp.agreement().processingVersion())
        .param("accepted", signUp.agreement().acceptedAt().atOffset(ZoneOffset.UTC))
        .param("expires", expires.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Looks without using it up. */
  Optional<SignUp> find(byte[] hash, Instant now) {
    return jdbc.sql(
            """
        select id, draft_sealed, country, terms_version, dpa_version, accepted_at
        from workspaces.sign_up
        where token_hash = :hash and used_at is null and expires_at > :now""")
        .param("hash", hash)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query(
            (row, index) -> {
              Typed typed =
                  json.readValue(
                      vault.openForAccount(
                          place(row.getObject("id", UUID.class)), row.getBytes("draft_sealed")),
                      Typed.class);
              return new SignUp(
                  typed.name(),
                  typed.email(),
                  typed.business(),
                  row.getString("country"),
                  new Agreement(
                      row.getString("terms_version"),
                      row.getString("dpa_version"),
                      row.getTimestamp("accepted_at").toInstant()));
            })
        .optional();
  }

  /** Uses it up; false when another was faster. */
  boolean claim(byte[] hash, Instant now) {
    return jdbc.sql(
                """
        update workspaces.sign_up set used_at = :now
        where token_hash = :hash and used_at is null and expires_at > :now""")
            .param("hash", hash)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /** Those that can no longer be answered are of no use to anyone. */
  void deleteOld(Instant now) {
    jdbc.sql("delete from workspaces.sign_up where expires_at < :now")
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  private static Vault.Place place(UUID row) {
    return new Vault.Place("sign_up", "draft", row);
  }
}
