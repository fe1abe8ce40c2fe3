package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.kernel.UserId;
import popeki.platform.Actor;
import popeki.platform.Audit;
import popeki.platform.Settings;
import popeki.platform.ThrowAwayDatabase;
import popeki.platform.WorkspaceTx;
import tools.jackson.databind.JsonNode;

/** The audit log as people and programs see it. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class AuditPagesTest {
  private static final String FORMULA = "=HYPERLINK(\"http://x.example\")";

  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired MembershipRepository memberships;
  @Autowired Audit audit;
  @Autowired WorkspaceTx tx;
  @Autowired Settings settings;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private NewWorkspace made;
  private String cookie;

  @BeforeEach
  void a_workspace_whose_owner_is_signed_in() {
    made =
        workspaces.create(
            new WorkspaceDraft(
                "Oficina Central", "Carla", UUID.randomUUID() + "@example.com", null, null, "BRL"));
    cookie = signIn(made.userId());
  }

  private String signIn(UserId user) {
    String url = accounts.signInLink(user);
    return HttpAnswer.send(port, "GET", url.substring(url.indexOf("/sign-in/")), null).cookies();
  }

  private HttpAnswer get(String path) {
    return HttpAnswer.send(port, "GET", "/w/" + made.slug() + path, null, "Cookie", cookie);
  }

  private Document page(String path) {
    HttpAnswer answer = get(path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Document document = Jsoup.parse(answer.body());
    assertThat(document.text()).doesNotContain("audit.", "processing.");
    return document;
  }

  private HttpAnswer post(String path, Map<String, String> fields) {
    String csrf = page("/audit").select("input[name=_csrf]").attr("value");
    String body =
        fields.entrySet().stream()
            .map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "", "&_csrf=" + csrf));
    return HttpAnswer.send(
        port,
        "POST",
        "/w/" + made.slug() + path,
        body,
        "Cookie",
        cookie,
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private HttpAnswer api(String method, String path, @Nullable Object body, String... headers) {
    return HttpAnswer.api(port, made.apiKey(), method, path, body, headers);
  }

  private JsonNode entries(String query) {
    HttpAnswer answer = api("GET", "/audit" + query, null);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().at("/data");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void owners_and_admins_read_it_and_the_others_are_told_whom_to_ask(Role role) {
    UserId other = accounts.ensure(new EmailAddress(UUID.randomUUID() + "@example.com"), "Bruno");
    tx.directory(
        () -> {
          memberships.join(other, made.workspaceId(), role, Instant.EPOCH);
          return role;
        });
    cookie = signIn(other);
    for (String path : List.of("/audit", "/audit.csv")) {
      HttpAnswer answer = get(path);
      assertThat(answer.status()).as(role + path).isEqualTo(role.administers() ? 200 : 403);
      if (!role.administers()) {
        assertThat(answer.body()).contains("owners and admins").doesNotContain("First key");
      }
    }
  }

  @Test
  void says_who_what_on_what_and_from_where_in_words() {
    api("PUT", "/settings", Map.of("conversation_gap_days", 20));
    Document page = page("/audit");
    assertThat(page.select("h1").text()).isEqualTo("Audit log");
    assertThat(page.select("tbody th").eachText())
        .anySatisfy(text -> assertThat(text).startsWith("Changed settings"))
        .anySatisfy(text -> assertThat(text).startsWith("Created the workspace"))
        .anySatisfy(text -> assertThat(text).contains("Created an API key", "First key"));
    assertThat(page.select("tbody tr").eachText().getFirst())
        .contains("First key", "API key", "Over the API", "127.0.0.0/24");
    assertThat(page.select(".copy code").text()).matches("[0-9]+:[0-9a-f]{64}");
  }

  @Test
  void shows_the_code_of_an_action_that_nobody_named() {
    audit.append(
        made.workspaceId(), Actor.system("test"), "rocket.launched", "pad-39a", Map.of("n", 1));
    Document page = page("/audit?action=rocket");
    assertThat(page.select("tbody th")).hasSize(1);
    assertThat(page.select("tbody th span").eachText().getFirst()).isEqualTo("rocket.launched");
  }

  @Test
  void narrows_by_person_kind_subject_and_days() {
    api("POST", "/api-keys", Map.of("name", "Site", "scopes", List.of("read")));
    api("PUT", "/settings", Map.of("conversation_gap_days", 21));
    String subject = entries("?action=api_key.created").get(0).at("/subject").asString();
    assertThat(entries("?action=api_key").findValuesAsString("action"))
        .hasSize(2)
        .containsOnly("api_key.created");
    assertThat(entries("?action=api")).isEmpty();
    assertThat(entries("?subject=" + subject)).hasSize(1);
    assertThat(entries("?actor=" + made.userId()).findValuesAsString("action"))
        .contains("workspace.created")
        .doesNotContain("settings.changed");
    assertThat(entries("?from=2020-01-01&to=2020-01-02")).isEmpty();
    assertThat(page("/audit?actor=" + made.userId()).select("tbody tr").eachText())
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row).contains("Carla"));
    Document none = page("/audit?subject=nothing-of-that-name");
    assertThat(none.text()).contains("Nothing matches");
    assertThat(none.select(".chip").text()).contains("of-that-name");
    assertThat(page("/audit?range=custom&from=2020-01-01&to=2020-01-02").text())
        .contains("Nothing in this period");
  }

  @Test
  void pages_through_a_long_log_without_losing_or_repeating() {
    for (int i = 0; i < 70; i++) {
      audit.append(made.workspaceId(), Actor.system("test"), "thing.done", "n" + i, Map.of());
    }
    Document first = page("/audit?action=thing");
    String more = first.select(".pager a").attr("href");
    assertThat(first.select("tbody tr")).hasSize(50);
    Document second = page(more.substring(more.indexOf("/audit")));
    assertThat(second.select("tbody tr")).hasSize(20);
    assertThat(second.select(".pager a")).isEmpty();
    var subjects = first.select("tbody td a[title^=n]").eachText();
    subjects.addAll(second.select("tbody td a[title^=n]").eachText());
    assertThat(subjects).hasSize(70).doesNotHaveDuplicates();
  }

  @Test
  void gives_a_file_that_no_spreadsheet_runs_and_notes_who_took_it() {
    api("POST", "/api-keys", Map.of("name", FORMULA, "scopes", List.of("read")));
    audit.append(
        made.workspaceId(), Actor.apiKey("k", FORMULA), "link.created", "+cmd|calc", Map.of());
    HttpAnswer file = get("/audit.csv?range=28d");
    assertThat(file.header("Content-Type")).startsWith("text/csv");
    assertThat(file.header("Content-Disposition")).contains("audit.csv");
    assertThat(file.body())
        .startsWith("seq,at,actor_type,actor_id,actor_name,action,subject,detail,")
        .contains("\"'=HYPERLINK(\"\"http://x.example\"\")\"", "'+cmd|calc")
        .doesNotContainPattern("(^|,|\n)\"?[=+@]");
    HttpAnswer over = api("GET", "/audit?action=link", null, "Accept", "text/csv");
    assertThat(over.body().lines()).hasSize(2);
    assertThat(over.body()).contains("link.created");
    assertThat(entries("?action=audit.exported")).hasSize(2);
    assertThat(entries("?action=audit.exported").get(0).at("/detail/action").asString())
        .isEqualTo("link");
  }

  @Test
  void verifies_the_log_against_an_earlier_checkpoint_and_logs_that_it_did() throws SQLException {
    String early = page("/audit").select(".copy code").text();
    HttpAnswer good = post("/audit/verify", Map.of("checkpoint", early));
    assertThat(good.status()).isEqualTo(200);
    assertThat(Jsoup.parse(good.body()).select("[role=status]").text())
        .contains("The log is intact", "none changed, none missing");
    assertThat(entries("?action=audit.verified").get(0).at("/detail/result").asString())
        .isEqualTo("intact");

    HttpAnswer unreadable = post("/audit/verify", Map.of("checkpoint", "12:zz"));
    assertThat(unreadable.status()).isEqualTo(422);
    assertThat(unreadable.body()).contains("This is no checkpoint");

    String never = early.substring(0, early.length() - 1) + (early.endsWith("0") ? "1" : "0");
    assertThat(post("/audit/verify", Map.of("checkpoint", never)).body())
        .contains("as your checkpoint has it");

    long entry = Long.parseLong(early.substring(0, early.indexOf(':')));
    try (Connection connection = ThrowAwayDatabase.superuser(settings);
        var statement =
            connection.prepareStatement(
                "update platform.audit_entry set subject = 'forged' where workspace_id = ? and seq = ?")) {
      statement.setObject(1, made.workspaceId().value());
      statement.setLong(2, entry);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
    assertThat(Jsoup.parse(post("/audit/verify", Map.of()).body()).select("[role=status]").text())
        .contains("Entry " + entry + " is not what was written", "tell whoever runs");
    assertThat(entries("?action=audit.verified").get(0).at("/detail/fault").asString())
        .isEqualTo("changed");
  }
}
