package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.kernel.UserId;
import popeki.mails.Outbox;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a person who signs in may ask of us: their data, and their end. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class OwnDataTest {
  private static final String PASSWORD = "seven quiet herons";

  /** Where in the export a column of a user is; asked of the inventory, so none is forgotten. */
  private static final Map<String, String> COVERED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("accounts.account.email_sealed", "/account/email"),
              Map.entry("accounts.account.name_sealed", "/account/name"),
              Map.entry("accounts.account.created_at", "/account/created_at"),
              Map.entry("accounts.account.theme", "/account/theme"),
              Map.entry("accounts.account.density", "/account/density"),
              Map.entry("workspaces.membership.role", "/memberships/0/role"),
              Map.entry("workspaces.agreement.terms_version", "/agreements/0/terms_version"),
              Map.entry("workspaces.agreement.dpa_version", "/agreements/0/dpa_version"),
              Map.entry("workspaces.agreement.accepted_at", "/agreements/0/accepted_at"),
              Map.entry("accounts.second_factor.created_at", "/account/second_factor/0/created_at"),
              Map.entry(
                  "accounts.second_factor.confirmed_at", "/account/second_factor/0/confirmed_at"),
              Map.entry(
                  "accounts.recovery_code.created_at", "/account/recovery_codes/0/created_at"),
              Map.entry("accounts.recovery_code.used_at", "/account/recovery_codes/0/used_at"),
              Map.entry("accounts.mail_token.purpose", "/account/mailed_links/0/purpose"),
              Map.entry("accounts.mail_token.created_at", "/account/mailed_links/0/created_at"),
              Map.entry("accounts.mail_token.expires_at", "/account/mailed_links/0/expires_at"),
              Map.entry("accounts.mail_token.used_at", "/account/mailed_links/0/used_at"),
              Map.entry("accounts.sign_in_token.expires_at", "/account/sign_in_links/0/expires_at"),
              Map.entry("accounts.sign_in_token.used_at", "/account/sign_in_links/0/used_at"),
              Map.entry("platform.spring_session.creation_time", "/account/sessions/0/created_at"),
              Map.entry(
                  "platform.spring_session.last_access_time", "/account/sessions/0/last_used_at"),
              Map.entry(
                  "platform.spring_session.expiry_time", "/account/sessions/0/ends_unused_after"),
              Map.entry("workspaces.membership.created_at", "/memberships/0/joined_at"),
              Map.entry("workspaces.membership.last_seen_at", "/memberships/0/last_seen_at"),
              Map.entry("workspaces.past_membership.role", "/past_memberships/0/role"),
              Map.entry("workspaces.past_membership.joined_at", "/past_memberships/0/joined_at"),
              Map.entry("workspaces.past_membership.left_at", "/past_memberships/0/left_at"),
              Map.entry("workspaces.invitation.email_sealed", "/invitations_sent/0/email"),
              Map.entry("workspaces.invitation.role", "/invitations_sent/0/role"),
              Map.entry("workspaces.invitation.created_at", "/invitations_sent/0/created_at"),
              Map.entry("workspaces.invitation.sent_at", "/invitations_sent/0/sent_at"),
              Map.entry("workspaces.invitation.expires_at", "/invitations_sent/0/expires_at"),
              Map.entry("workspaces.workspace.business_name", "/memberships/0/business_name"),
              Map.entry("platform.audit_entry.at", "/deeds/0/at"),
              Map.entry("platform.audit_entry.action", "/deeds/0/action"),
              Map.entry("platform.audit_entry.subject", "/deeds/0/subject"),
              Map.entry("platform.audit_entry.channel", "/deeds/0/channel")));

  /** Columns that the export leaves out, and why. */
  private static final Map<String, String> LEFT_OUT =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("accounts.mail_token.sealed", "an address not yet proved, gone in a day"),
              Map.entry("mails.mail.sealed", "mails to the person, which they have; gone in days"),
              Map.entry("mails.mail.status", "bookkeeping of the post"),
              Map.entry("mails.mail.reason", "bookkeeping of the post"),
              Map.entry("mails.mail.created_at", "bookkeeping of the post"),
              Map.entry("mails.mail.ended_at", "bookkeeping of the post"),
              Map.entry("workspaces.processing.actor_id", "the deed stands in the log"),
              Map.entry("platform.audit_entry.actor_type", "every deed listed is the person's own"),
              Map.entry("platform.audit_entry.actor_id", "the account's own id stands at the top"),
              Map.entry("platform.audit_entry.actor_name", "the account's own name, as above"),
              Map.entry(
                  "platform.audit_entry.detail", "settings of the business, not of the person"),
              Map.entry(
                  "platform.audit_entry.network", "null where the request came from no network"),
              Map.entry("conversations.outcome.actor_name", "the deed stands in the log"),
              Map.entry("attribution.decision.actor_name", "the deed stands in the log"),
              Map.entry("leads.alert_reader.in_app", "a switch on the workspace's own page"),
              Map.entry("leads.alert_reader.by_mail", "a switch on the workspace's own page"),
              Map.entry("leads.alert_reader.seen_at", "when they last opened that page"),
              Map.entry("leads.classification.actor_name", "the deed stands in the log")));

  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired Outbox outbox;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;
  private String email;
  private NewWorkspace home;
  private String cookie;

  @BeforeEach
  void somebody_with_a_workspace() {
    email = UUID.randomUUID() + "@example.com";
    home = create("Clínica Aurora", "Ana <b>Souza</b>", email);
    cookie = signIn(home.signInUrl());
    assertThat(post("/account/password", "password", PASSWORD).status()).isEqualTo(302);
  }

  private NewWorkspace create(String business, String name, String address) {
    return workspaces.create(new WorkspaceDraft(business, name, address, null, null, null));
  }

  private String signIn(String url) {
    return HttpAnswer.send(port, "GET", URI.create(url).getPath(), null).cookies();
  }

  private HttpAnswer get(String path) {
    return HttpAnswer.send(port, "GET", path, null, "Cookie", cookie);
  }

  private String token() {
    return Jsoup.parse(get("/account").body()).select("input[name=_csrf]").attr("value");
  }

  private HttpAnswer post(String path, String... fields) {
    var form = new StringBuilder("_csrf=").append(token());
    for (int i = 0; i < fields.length; i += 2) {
      form.append('&')
          .append(fields[i])
          .append('=')
          .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    HttpAnswer answer =
        HttpAnswer.send(
            port,
            "POST",
            path,
            form.toString(),
            "Cookie",
            cookie,
            "Content-Type",
            "application/x-www-form-urlencoded");
    // A new password gives the session a new id.
    cookie = answer.cookies().isEmpty() ? cookie : answer.cookies();
    return answer;
  }

  private Map<String, String> export() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/account/data/export"))
            .header("Cookie", cookie)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("_csrf=" + token()))
            .build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    var files = new TreeMap<String, String>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  /**
   * Has been elsewhere, has invited somebody, has looked in: every part of the export is filled.
   */
  private void has_lived() {
    NewWorkspace before = create("Antiga Loja", "Ana", email);
    create("Outra", "Somebody Else", UUID.randomUUID() + "@example.com");
    jdbc.sql("update workspaces.membership set role = 'agent' where workspace_id = :ws")
        .param("ws", before.workspaceId().value())
        .update();
    assertThat(post("/workspaces/" + before.slug() + "/leave").status()).isEqualTo(302);
    get("/w/" + home.slug() + "/overview");
    assertThat(post("/workspaces", "business", "Nova Loja", "agreement", "true").status())
        .isEqualTo(302);
    jdbc.sql(
            """
            with a as (insert into accounts.second_factor (user_id, secret_sealed, created_at)
                       values (:user, 'x', now())),
                 b as (insert into accounts.recovery_code (user_id, id, code_hash, created_at)
                       values (:user, gen_random_uuid(), 'x', now()))
            insert into accounts.mail_token (token_hash, id, user_id, purpose, created_at, expires_at)
            values (decode(md5(random()::text), 'hex'), gen_random_uuid(), :user, 'password', now(), now())\
            """)
        .param("user", home.userId().value())
        .update();
    post(
        "/w/" + home.slug() + "/settings/team/invitations",
        "email",
        "bruno@example.com",
        "role",
        "agent");
  }

  @Test
  void hands_over_everything_for_programs_and_for_reading() throws Exception {
    has_lived();
    Map<String, String> files = export();
    JsonNode data = JsonMapper.builder().build().readTree(files.get("data.json"));
    assertThat(data.at("/account/email").asString()).isEqualTo(email);
    assertThat(data.at("/memberships").size()).isEqualTo(2);
    assertThat(data.at("/past_memberships/0/business_name").asString()).isEqualTo("Antiga Loja");
    assertThat(data.at("/deeds").toString())
        .contains("workspace.created", "member.left", "invitation.sent", "member.data_exported");
    assertThat(files.get("index.html"))
        .contains(email, "Ana &lt;b&gt;Souza&lt;/b&gt;", "Antiga Loja", "invitation.sent")
        .doesNotContain("<b>Souza");
    assertThat(files.toString()).doesNotContain("Somebody Else", "Outra", "$argon2");
  }

  @Test
  void leaves_out_no_column_without_a_reason() throws Exception {
    has_lived();
    JsonNode data = JsonMapper.builder().build().readTree(export().get("data.json"));
    var forgotten = new TreeSet<String>();
    DataInventory.load()
        .columns()
        .forEach(
            (column, answers) -> {
              if (!"account_user".equals(answers.get("subject"))
                  || String.valueOf(answers.get("export")).startsWith("no")
                  || column.startsWith("workspaces.sign_up.") // before there is an account; a day
                  || LEFT_OUT.containsKey(column)) {
                return;
              }
              String at = COVERED.get(column);
              if (at == null) {
                forgotten.add(column + ": neither exported nor left out with a reason");
              } else if (data.at(at).isMissingNode()) {
                forgotten.add(column + ": not at " + at);
              }
            });
    assertThat(forgotten).isEmpty();
  }

  @Test
  void deletes_nothing_while_a_workspace_would_lose_its_only_owner() {
    HttpAnswer page = get("/account/data");
    assertThat(page.body()).contains("You are the only person of Clínica Aurora");
    HttpAnswer refused = post("/account/data/delete", "email", email, "password", PASSWORD);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(get("/account").status()).isEqualTo(200);
  }

  @Test
  void deletes_the_account_with_password_and_address_and_forgets_the_name() {
    UserId user = home.userId();
    handOn();
    String second = signIn(accounts.signInLink(user));
    assertThat(
            post("/account/data/delete", "email", "x@example.com", "password", PASSWORD).status())
        .isEqualTo(422);
    assertThat(post("/account/data/delete", "email", email, "password", "wrong").status())
        .isEqualTo(422);
    assertThat(accounts.find(user)).isPresent();
    HttpAnswer gone = post("/account/data/delete", "email", email, "password", PASSWORD);
    assertThat(gone.status()).isEqualTo(200);
    assertThat(gone.body()).contains("Your account is deleted");
    assertThat(get("/account").status()).isEqualTo(302);
    cookie = second;
    assertThat(get("/account").status()).isEqualTo(302);
    assertThat(accounts.find(user)).isEmpty();
    assertThat(accounts.byEmail(new EmailAddress(email))).isEmpty();
    JsonNode log = HttpAnswer.api(port, home.apiKey(), "GET", "/audit", null).json().at("/data");
    assertThat(log.toString()).contains("member.left", user.toString()).doesNotContain("Souza");
    assertThat(outbox.latest(email).getFirst().subject()).isEqualTo("Your account is deleted");
    assertThat(
            jdbc.sql(
                    """
                    select (select count(*) from workspaces.membership where user_id = :u)
                         + (select count(*) from workspaces.past_membership where user_id = :u)
                         + (select count(*) from accounts.sign_in_token where user_id = :u)
                         + (select count(*) from platform.spring_session where principal_name = :name)\
                    """)
                .param("u", user.value())
                .param("name", user.toString())
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void asks_for_the_form_that_it_showed() {
    String body = "email=" + email + "&password=" + PASSWORD;
    HttpAnswer answer =
        HttpAnswer.send(
            port,
            "POST",
            "/account/data/delete",
            body,
            "Cookie",
            cookie,
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(accounts.find(home.userId())).isPresent();
  }

  /** Somebody else becomes an owner, so that the first one may go. */
  private void handOn() {
    NewWorkspace theirs = create("Loja da Eva", "Eva", UUID.randomUUID() + "@example.com");
    jdbc.sql(
            """
            insert into workspaces.membership (user_id, workspace_id, role, created_at)
            values (:user, :ws, 'owner', now())\
            """)
        .param("user", theirs.userId().value())
        .param("ws", home.workspaceId().value())
        .update();
  }
}
