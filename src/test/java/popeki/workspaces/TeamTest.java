package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.mails.Outbox;
import popeki.platform.WorkspaceTx;
import tools.jackson.databind.JsonNode;

/** The team page, invitations, leaving and handing on, as people click them. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class TeamTest {
  private static final String PASSWORD = "seven quiet herons";

  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired MembershipRepository memberships;
  @Autowired Outbox outbox;
  @Autowired WorkspaceTx tx;
  @Autowired TestClock clock;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;
  private NewWorkspace home;
  private People people;
  private People.Person owner;
  private String team;

  @BeforeEach
  void a_workspace() {
    home =
        workspaces.create(
            new WorkspaceDraft(
                "Clínica Aurora",
                "Ana Owner",
                UUID.randomUUID() + "@example.com",
                null,
                null,
                null));
    people = new People(port, accounts, memberships, tx);
    owner = people.again(home.userId());
    team = "/w/" + home.slug() + "/settings/team";
  }

  private String invite(People.Person by, String email, Role role) {
    HttpAnswer sent = by.post(team + "/invitations", "email", email, "role", role.wire());
    assertThat(sent.status()).as(sent.body()).isEqualTo(302);
    return link(email);
  }

  /** The path of the newest invitation's link, from the mail. */
  private String link(String email) {
    Outbox.Sent mail = outbox.latest(home.workspaceId(), email).getFirst();
    return URI.create(java.util.Objects.requireNonNull(mail.link())).getPath();
  }

  private List<String> actions() {
    JsonNode log = HttpAnswer.api(port, home.apiKey(), "GET", "/audit", null).json().at("/data");
    return log.valueStream().map(entry -> entry.at("/action").asString()).toList();
  }

  private Role role(People.Person person) {
    return tx.directory(() -> memberships.membersOf(home.workspaceId())).stream()
        .filter(one -> one.user().equals(person.id))
        .map(MembershipRepository.Membership::role)
        .findFirst()
        .orElseThrow();
  }

  private HttpAnswer start(String link, String name, String password) {
    HttpAnswer page = HttpAnswer.send(port, "GET", link, null);
    String token = Jsoup.parse(page.body()).select("meta[name=csrf-token]").attr("content");
    return HttpAnswer.send(
        port,
        "POST",
        link + "/account",
        "_csrf=" + token + "&terms=true&name=" + name + "&password=" + password.replace(" ", "+"),
        "Cookie",
        page.cookies(),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  @Test
  void takes_somebody_without_an_account_from_the_mail_into_the_workspace() {
    String email = UUID.randomUUID() + "@example.com";
    String link = invite(owner, email, Role.ANALYST);
    HttpAnswer page = HttpAnswer.send(port, "GET", link, null);
    assertThat(page.status()).isEqualTo(200);
    assertThat(Jsoup.parse(page.body()).text())
        .contains("Ana Owner invites you", "Clínica Aurora", "Analyst", "masked", email);
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    HttpAnswer in = start(link, "Bruno", PASSWORD);
    assertThat(in.status()).as(in.body()).isEqualTo(302);
    assertThat(in.header("Location")).isEqualTo("/w/" + home.slug() + "/overview");
    HttpAnswer inside =
        HttpAnswer.send(port, "GET", in.header("Location"), null, "Cookie", in.cookies());
    assertThat(inside.status()).isEqualTo(200);
    People.Person bruno =
        people.again(accounts.byEmail(new EmailAddress(email)).orElseThrow().id());
    assertThat(role(bruno)).isEqualTo(Role.ANALYST);
    assertThat(HttpAnswer.send(port, "GET", link, null).status()).isEqualTo(410);
    assertThat(actions()).contains("invitation.sent", "invitation.accepted", "agreement.accepted");
    HttpAnswer login = HttpAnswer.send(port, "GET", "/login", null);
    String token = Jsoup.parse(login.body()).select("input[name=_csrf]").attr("value");
    assertThat(
            HttpAnswer.send(
                    port,
                    "POST",
                    "/login",
                    "_csrf=" + token + "&email=" + email + "&password=seven+quiet+herons",
                    "Cookie",
                    login.cookies(),
                    "Content-Type",
                    "application/x-www-form-urlencoded")
                .header("Location"))
        .startsWith("/w/");
  }

  @Test
  void keeps_the_link_through_previews_and_mistakes() {
    String email = UUID.randomUUID() + "@example.com";
    String link = invite(owner, email, Role.AGENT);
    for (int i = 0; i < 3; i++) {
      assertThat(HttpAnswer.send(port, "GET", link, null).status()).isEqualTo(200);
      assertThat(HttpAnswer.send(port, "HEAD", link, null).status()).isEqualTo(200);
    }
    HttpAnswer short1 = start(link, "Bruno", "short");
    assertThat(short1.status()).isEqualTo(422);
    assertThat(short1.body()).contains("at least 12 characters", "value=\"Bruno\"");
    assertThat(accounts.byEmail(new EmailAddress(email))).isEmpty();
    assertThat(start(link, "Bruno", PASSWORD).status()).isEqualTo(302);
  }

  @Test
  void joins_somebody_with_an_account_after_they_sign_in_and_nobody_else() {
    People.Person invited = people.somebody("Bruno");
    String link = invite(owner, invited.email, Role.AGENT);
    assertThat(Jsoup.parse(HttpAnswer.send(port, "GET", link, null).body()).select("main a"))
        .anyMatch(a -> a.attr("href").equals("/login?to=" + link));
    HttpAnswer form = HttpAnswer.send(port, "GET", "/login?to=" + link, null);
    assertThat(Jsoup.parse(form.body()).select("input[name=to]").attr("value")).isEqualTo(link);
    People.Person stranger = people.somebody("Carla");
    assertThat(stranger.get(link).body()).contains(invited.email, stranger.email);
    assertThat(Jsoup.parse(stranger.get(link).body()).select("form[action^=/invite/]")).isEmpty();
    assertThat(stranger.post(link).status()).isEqualTo(403);
    assertThat(start(link, "Carla", PASSWORD).status()).isEqualTo(409);
    assertThat(invited.post(link).header("Location")).isEqualTo("/w/" + home.slug() + "/overview");
    assertThat(role(invited)).isEqualTo(Role.AGENT);
    assertThat(invited.post(link).status()).isEqualTo(410);
  }

  @Test
  void lets_two_at_once_use_a_link_once() {
    People.Person invited = people.somebody("Bruno");
    String link = invite(owner, invited.email, Role.AGENT);
    List<Integer> answers =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> invited.post(link).status()))
            .limit(4)
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .sorted()
            .toList();
    assertThat(answers).containsExactly(302, 410, 410, 410);
  }

  @Test
  void ends_an_invitation_by_time_by_hand_and_with_the_right_of_its_sender() {
    String late = invite(owner, UUID.randomUUID() + "@example.com", Role.AGENT);
    clock.advance(Duration.ofHours(71));
    assertThat(HttpAnswer.send(port, "GET", late, null).status()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(61));
    HttpAnswer gone = HttpAnswer.send(port, "GET", late, null);
    HttpAnswer never = HttpAnswer.send(port, "GET", "/invite/" + "A".repeat(43), null);
    assertThat(gone.status()).isEqualTo(410);
    assertThat(Jsoup.parse(gone.body()).select("main").text())
        .isEqualTo(Jsoup.parse(never.body()).select("main").text());

    owner = people.again(home.userId());
    String revoked = invite(owner, UUID.randomUUID() + "@example.com", Role.AGENT);
    String id =
        Jsoup.parse(owner.get(team).body())
            .select("form[action$=/revoke]")
            .eachAttr("action")
            .getLast()
            .replaceAll(".*/invitations/|/revoke", "");
    assertThat(owner.post(team + "/invitations/" + id + "/revoke").status()).isEqualTo(302);
    assertThat(HttpAnswer.send(port, "GET", revoked, null).status()).isEqualTo(410);

    People.Person admin = people.member(home, "Dora", Role.ADMIN);
    String hers = invite(admin, UUID.randomUUID() + "@example.com", Role.VIEWER);
    assertThat(owner.post(team + "/" + admin.id + "/role", "role", "agent").status())
        .isEqualTo(302);
    assertThat(HttpAnswer.send(port, "GET", hers, null).status()).isEqualTo(410);
    assertThat(actions()).contains("invitation.revoked", "member.role_changed");
  }

  @Test
  void sends_an_invitation_again_with_a_new_link() {
    String email = UUID.randomUUID() + "@example.com";
    String first = invite(owner, email, Role.AGENT);
    String resend =
        Jsoup.parse(owner.get(team).body()).select("form[action$=/resend]").attr("action");
    assertThat(owner.post(resend).status()).isEqualTo(422);
    clock.advance(Duration.ofMinutes(2));
    assertThat(owner.post(resend).status()).isEqualTo(302);
    assertThat(link(email)).isNotEqualTo(first);
    assertThat(HttpAnswer.send(port, "GET", first, null).status()).isEqualTo(410);
    assertThat(HttpAnswer.send(port, "GET", link(email), null).status()).isEqualTo(200);
    assertThat(actions()).contains("invitation.resent");
  }

  @Test
  void looks_the_same_whether_the_address_has_an_account() {
    People.Person known = people.somebody("Bruno");
    HttpAnswer one = owner.post(team + "/invitations", "email", known.email, "role", "agent");
    HttpAnswer two =
        owner.post(
            team + "/invitations", "email", UUID.randomUUID() + "@example.com", "role", "agent");
    assertThat(one.status()).isEqualTo(two.status()).isEqualTo(302);
    assertThat(one.header("Location")).isEqualTo(two.header("Location"));
    String page = owner.get(team).body();
    assertThat(page).contains(known.email).doesNotContain("Bruno");
  }

  @Test
  void says_so_when_somebody_is_here_already_and_when_twenty_wait() {
    People.Person member = people.member(home, "Bruno", Role.AGENT);
    HttpAnswer again = owner.post(team + "/invitations", "email", member.email, "role", "viewer");
    assertThat(again.status()).isEqualTo(422);
    assertThat(again.body()).contains("belongs to the workspace already, as Agent");
    for (int i = 0; i < 20; i++) {
      invite(owner, UUID.randomUUID() + "@example.com", Role.AGENT);
    }
    HttpAnswer full =
        owner.post(team + "/invitations", "email", "one.more@example.com", "role", "agent");
    assertThat(full.status()).isEqualTo(422);
    assertThat(full.body()).contains("Twenty invitations are waiting");
    assertThat(outbox.latest(home.workspaceId(), "one.more@example.com")).isEmpty();
  }

  @Test
  void keeps_no_address_and_no_token_in_clear() {
    String email = UUID.randomUUID() + "@example.com";
    String token = invite(owner, email, Role.AGENT).replace("/invite/", "");
    String rows =
        tx.in(
            home.workspaceId(),
            () ->
                jdbc.sql(
                        """
                        select string_agg(i::text, ' ') || (select string_agg(d::text, ' ')
                          from workspaces.invitation_directory d) from workspaces.invitation i\
                        """)
                    .query(String.class)
                    .single());
    assertThat(rows).isNotEmpty().doesNotContain(email, token);
    assertThat(HttpAnswer.api(port, home.apiKey(), "GET", "/audit", null).body())
        .doesNotContain(email, token);
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"AGENT", "ANALYST", "VIEWER"})
  void shows_others_the_team_without_addresses_and_lets_them_change_nothing(Role role) {
    People.Person person = people.member(home, "Bruno", role);
    HttpAnswer page = person.get(team);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("Ana Owner", person.email).doesNotContain(owner.email);
    assertThat(Jsoup.parse(page.body()).select("form[action^=" + team + "]")).isEmpty();
    assertThat(
            List.of(
                person.post(team + "/" + owner.id + "/role", "role", "viewer").status(),
                person.post(team + "/" + person.id + "/role", "role", "admin").status(),
                person.post(team + "/" + owner.id + "/remove").status(),
                person.post(team + "/owner", "user", person.id.toString()).status(),
                person
                    .post(team + "/invitations", "email", "x@example.com", "role", "admin")
                    .status()))
        .containsOnly(403);
    assertThat(role(owner)).isEqualTo(Role.OWNER);
    assertThat(role(person)).isEqualTo(role);
  }

  @Test
  void ends_access_with_the_next_click() {
    People.Person agent = people.member(home, "Bruno", Role.AGENT);
    String page = "/w/" + home.slug() + "/conversations";
    assertThat(agent.get(page).status()).isEqualTo(200);
    assertThat(owner.post(team + "/" + agent.id + "/remove").status()).isEqualTo(302);
    assertThat(agent.get(page).status()).isEqualTo(404);
    assertThat(actions()).contains("member.removed");
  }

  @Test
  void changes_what_somebody_may_with_their_next_click() {
    People.Person person = people.member(home, "Bruno", Role.VIEWER);
    String links = "/w/" + home.slug() + "/links";
    assertThat(person.post(links).status()).isEqualTo(403);
    owner.post(team + "/" + person.id + "/role", "role", "agent");
    assertThat(person.post(links).status()).isNotEqualTo(403);
  }

  @Test
  void lets_everyone_leave_but_the_last_owner() {
    People.Person viewer = people.member(home, "Bruno", Role.VIEWER);
    String leave = "/workspaces/" + home.slug() + "/leave";
    assertThat(viewer.post(leave).header("Location")).isEqualTo("/workspaces");
    assertThat(viewer.get(team).status()).isEqualTo(404);
    HttpAnswer refused = owner.post(leave);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("Make somebody else an owner first");
    assertThat(owner.post(team + "/" + owner.id + "/role", "role", "admin").status())
        .isEqualTo(422);
    assertThat(actions()).contains("member.left");
  }

  @Test
  void hands_ownership_on_with_a_password_and_tells_both() {
    People.Person heir = people.member(home, "Bruno", Role.AGENT);
    HttpAnswer without = owner.post(team + "/owner", "user", heir.id.toString(), "password", "x");
    assertThat(without.status()).isEqualTo(422);
    assertThat(without.body()).contains("You have no password yet");
    assertThat(owner.post("/account/password", "password", PASSWORD).status()).isEqualTo(302);
    HttpAnswer wrong = owner.post(team + "/owner", "user", heir.id.toString(), "password", "x");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(role(heir)).isEqualTo(Role.AGENT);
    assertThat(
            owner.post(team + "/owner", "user", heir.id.toString(), "password", PASSWORD).status())
        .isEqualTo(302);
    assertThat(role(heir)).isEqualTo(Role.OWNER);
    assertThat(role(owner)).isEqualTo(Role.ADMIN);
    assertThat(outbox.latest(home.workspaceId(), heir.email).getFirst().subject())
        .contains("owner", "Clínica Aurora");
    assertThat(outbox.latest(home.workspaceId(), owner.email).getFirst().subject())
        .contains("Bruno");
    assertThat(actions()).contains("ownership.transferred");
    assertThat(owner.post("/workspaces/" + home.slug() + "/leave").status()).isEqualTo(302);
  }

  @Test
  void leaves_an_owner_when_two_demote_each_other_at_once() {
    People.Person second = people.member(home, "Bruno", Role.OWNER);
    var one =
        CompletableFuture.supplyAsync(
            () -> owner.post(team + "/" + second.id + "/role", "role", "viewer").status());
    var two =
        CompletableFuture.supplyAsync(
            () -> second.post(team + "/" + owner.id + "/role", "role", "viewer").status());
    assertThat(List.of(one.join(), two.join())).containsExactlyInAnyOrder(302, 403);
    assertThat(List.of(role(owner), role(second)))
        .containsExactlyInAnyOrder(Role.OWNER, Role.VIEWER);
  }

  @Test
  void tells_what_each_role_may_from_the_table_that_decides_it() {
    var rows =
        Jsoup.parse(owner.get(team).body()).select(".table-wrap[aria-labelledby=roles-h] tbody tr");
    assertThat(rows).hasSize(Permission.values().length);
    var row = rows.iterator();
    for (Permission permission : Permission.values()) {
      var cell = row.next().select("td").iterator();
      for (Role role : Role.values()) {
        assertThat(cell.next().text().contains("yes"))
            .as(role + " " + permission)
            .isEqualTo(role.may(permission));
      }
    }
  }

  @Test
  void knows_another_workspaces_people_and_invitations_as_not_there() {
    NewWorkspace elsewhere =
        workspaces.create(
            new WorkspaceDraft(
                "Outra", "Eva", UUID.randomUUID() + "@example.com", null, null, null));
    People.Person eva = people.again(elsewhere.userId());
    invite(owner, UUID.randomUUID() + "@example.com", Role.AGENT);
    String id =
        Jsoup.parse(owner.get(team).body())
            .select("form[action$=/revoke]")
            .attr("action")
            .replaceAll(".*/invitations/|/revoke", "");
    String theirs = "/w/" + elsewhere.slug() + "/settings/team";
    assertThat(eva.post(theirs + "/invitations/" + id + "/revoke").status()).isEqualTo(404);
    assertThat(eva.post(theirs + "/" + owner.id + "/remove").status()).isEqualTo(404);
    assertThat(eva.get(team).status()).isEqualTo(404);
  }
}
