package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.accounts.Visitor;
import popeki.mails.Outbox;
import popeki.platform.Audit;
import popeki.platform.AuditFilter;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.WorkspaceTx;

/**
 * From the form that anybody can fill to a workspace: ASVS 2.3.1, 2.4.1, 6.3.8, 15.3.3; C3, C32.
 */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class SignUpTest {
  static final String AGREED = Agreements.TERMS + " " + Agreements.PROCESSING;

  @Autowired Accounts accounts;
  @Autowired Workspaces workspaces;
  @Autowired Members members;
  @Autowired Outbox outbox;
  @Autowired WorkspaceTx tx;
  @Autowired Audit audit;
  @Autowired JdbcClient jdbc;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private Visitor visitor;
  private String email;

  @BeforeEach
  void somebody_new() {
    visitor = new Visitor(port);
    email = UUID.randomUUID() + "@example.com";
  }

  private HttpAnswer signUp(Visitor who, String address, String... more) {
    var fields =
        new ArrayList<>(
            List.of("name", "Ana Prado", "email", address, "business", "Clínica Aurora"));
    fields.addAll(List.of("agreed", AGREED));
    fields.addAll(List.of(more));
    return who.post("/signup", fields.toArray(String[]::new));
  }

  private String link() {
    return String.valueOf(outbox.latest(email).getFirst().link());
  }

  private String tokenOf(String link) {
    return link.substring(link.lastIndexOf('/') + 1);
  }

  /** Text without the form token, which differs on every page. */
  private static String shown(HttpAnswer answer) {
    Document page = Jsoup.parse(answer.body());
    page.select("[name=_csrf], meta[name=csrf-token]").remove();
    return page.html();
  }

  @Test
  void asks_for_name_address_and_business_and_one_tick_and_nothing_else() {
    Document page = Jsoup.parse(visitor.get("/signup").body());
    assertThat(page.select("form[action=/signup] [name]").eachAttr("name"))
        .containsExactly("_csrf", "name", "email", "business", "agreed");
    assertThat(page.select("label.check a").eachAttr("href")).containsExactly("/terms", "/dpa");
    assertThat(page.select("label.check").text()).contains(Agreements.TERMS);
    assertThat(page.select("[name=agreed]").hasAttr("checked")).isFalse();
  }

  @Test
  void makes_nothing_until_the_mail_was_answered() {
    assertThat(signUp(visitor, email).status()).isEqualTo(200);
    assertThat(accounts.byEmail(new EmailAddress(email))).isEmpty();
    assertThat(link()).contains("/signup/verify/");
    assertThat(outbox.latest(email)).hasSize(1);
  }

  @Test
  void answers_a_known_address_as_an_unknown_one_and_sends_it_a_way_in() {
    var known = new EmailAddress(UUID.randomUUID() + "@example.com");
    accounts.ensure(known, "Bruno");
    HttpAnswer unknown = signUp(visitor, email);
    HttpAnswer there = signUp(new Visitor(port), known.value());
    assertThat(there.status()).isEqualTo(unknown.status());
    assertThat(shown(there)).isEqualTo(shown(unknown));
    assertThat(there.headers().keySet()).isEqualTo(unknown.headers().keySet());
    assertThat(outbox.latest(known.value()))
        .singleElement()
        .satisfies(
            mail -> {
              assertThat(mail.link()).contains("/sign-in/mail/");
              assertThat(mail.subject()).contains("account already");
            });
    // The same work: one mail and one token for either.
    assertThat(outbox.latest(email)).hasSize(1);
    assertThat(
            jdbc.sql(
                    """
                select count(*) from accounts.sign_in_token t join accounts.account a using (user_id)
                where a.user_id = :user""")
                .param("user", accounts.byEmail(known).orElseThrow().id().value())
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void founds_the_workspace_with_its_owner_and_what_was_accepted() {
    signUp(visitor, email);
    HttpAnswer done = visitor.post("/signup/verify", "token", tokenOf(link()));
    assertThat(done.status()).isEqualTo(302);
    assertThat(done.header("Location")).startsWith("/account/password?to=%2Fw%2Fclinica-aurora");
    var user = accounts.byEmail(new EmailAddress(email)).orElseThrow();
    assertThat(user.name()).isEqualTo("Ana Prado");
    Workspace made = members.workspacesOf(user.id()).getFirst();
    assertThat(made.businessName()).isEqualTo("Clínica Aurora");
    assertThat(visitor.get("/w/" + made.slug() + "/overview").status()).isEqualTo(200);
    List<String> accepted =
        tx.in(
            made.id(),
            () ->
                jdbc.sql(
                        """
                    select terms_version || ' ' || dpa_version || ' ' || user_id
                    from workspaces.agreement where workspace_id = :ws""")
                    .param("ws", made.id().value())
                    .query((row, index) -> String.valueOf(row.getString(1)))
                    .list());
    assertThat(accepted).containsExactly(AGREED + " " + user.id());
    assertThat(
            audit
                .list(
                    made.id(),
                    AuditFilter.all(new Period(null, null, ZoneOffset.UTC)),
                    Paging.first())
                .data())
        .extracting(Audit.Entry::action)
        .contains("workspace.created", "agreement.accepted")
        .doesNotContain("api_key.created");
  }

  @Test
  void guesses_the_place_from_the_language_of_the_browser() {
    visitor.post(
        new String[] {"Accept-Language", "de-CH,de;q=0.9"},
        "/signup",
        "name",
        "Ana",
        "email",
        email,
        "business",
        "Praxis Aurora",
        "agreed",
        AGREED);
    visitor.post("/signup/verify", "token", tokenOf(link()));
    Workspace made =
        members
            .workspacesOf(accounts.byEmail(new EmailAddress(email)).orElseThrow().id())
            .getFirst();
    assertThat(List.of(made.country(), made.timezone().getId(), made.currency()))
        .containsExactly("CH", "Europe/Zurich", "CHF");
  }

  @Test
  void reads_no_field_that_is_not_asked_for() {
    signUp(
        visitor,
        email,
        "role",
        "admin",
        "workspace_id",
        UUID.randomUUID().toString(),
        "country",
        "ZZ",
        "terms_version",
        "1999-01-01",
        "password",
        "from the form 123");
    visitor.post("/signup/verify", "token", tokenOf(link()));
    var user = accounts.byEmail(new EmailAddress(email)).orElseThrow();
    assertThat(user.hasPassword()).isFalse();
    assertThat(members.workspacesOf(user.id()).getFirst().country()).isNotEqualTo("ZZ");
  }

  @Test
  void refuses_without_the_tick_or_with_the_tick_of_older_terms() {
    assertThat(
            visitor.post("/signup", "name", "Ana", "email", email, "business", "Aurora").status())
        .isEqualTo(422);
    HttpAnswer older =
        visitor.post(
            "/signup",
            "name",
            "Ana",
            "email",
            email,
            "business",
            "Aurora",
            "agreed",
            "2020-01-01 2020-01-01");
    assertThat(older.status()).isEqualTo(422);
    assertThat(older.body()).contains("have changed meanwhile");
    assertThat(outbox.latest(email)).isEmpty();
  }

  @Test
  void says_what_is_wrong_beside_the_field_and_keeps_what_was_typed() {
    HttpAnswer answer =
        visitor.post(
            "/signup", "name", "Ana", "email", "nonsense", "business", "", "agreed", AGREED);
    assertThat(answer.status()).isEqualTo(422);
    Document page = Jsoup.parse(answer.body());
    assertThat(page.select("#name").val()).isEqualTo("Ana");
    assertThat(page.select("[aria-invalid=true]").eachAttr("id"))
        .containsExactly("email", "business");
  }

  @Test
  void shows_hostile_names_as_they_are() {
    HttpAnswer answer =
        visitor.post("/signup", "name", "<script>alert(1)</script>", "email", "x", "business", "b");
    assertThat(answer.body()).doesNotContain("<script>alert");
  }

  @Test
  void keeps_what_was_typed_sealed_and_the_token_hashed() {
    signUp(visitor, email);
    String token = tokenOf(link());
    List<String> rows =
        jdbc.sql(
                "select encode(token_hash, 'escape') || encode(draft_sealed, 'escape') from workspaces.sign_up")
            .query((row, index) -> String.valueOf(row.getString(1)))
            .list();
    assertThat(rows)
        .isNotEmpty()
        .noneMatch(row -> row.contains(token) || row.contains("Ana") || row.contains(email));
  }

  @Test
  void makes_one_place_wait_after_many_sign_ups_and_no_other() {
    for (int i = 0; i < 20; i++) {
      assertThat(signUp(visitor, UUID.randomUUID() + "@example.com").status()).isEqualTo(200);
    }
    HttpAnswer blocked = signUp(visitor, email);
    assertThat(blocked.status()).isEqualTo(429);
    assertThat(Integer.parseInt(blocked.header("Retry-After"))).isBetween(1, 3_600);
    assertThat(blocked.body()).contains("Wait ");
    assertThat(signUp(new Visitor(port), email).status()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(61));
    assertThat(signUp(visitor, UUID.randomUUID() + "@example.com").status()).isEqualTo(200);
  }

  @Test
  void tells_where_the_mail_lies_when_no_mail_server_is_configured() {
    assertThat(signUp(visitor, email).body()).contains("./popeki admin outbox", "/outbox");
  }
}
