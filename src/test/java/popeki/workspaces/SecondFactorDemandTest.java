package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.accounts.Person;
import popeki.accounts.Visitor;
import popeki.platform.Audit;
import popeki.platform.AuditFilter;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.WorkspaceTx;

/** ASVS 6.3.3: a workspace may ask everybody in it for a second factor. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class SecondFactorDemandTest {
  @Autowired Accounts accounts;
  @Autowired Workspaces workspaces;
  @Autowired MembershipRepository memberships;
  @Autowired Audit audit;
  @Autowired WorkspaceTx tx;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private Visitor owner;
  private NewWorkspace made;
  private Person.Enrolled app;
  private String security;

  @BeforeEach
  void a_workspace_whose_owner_has_a_second_factor() {
    owner = Visitor.signedIn(port, accounts);
    made =
        workspaces.create(
            new WorkspaceDraft("Clínica Aurora", "Ana", owner.email(), null, null, null));
    security = "/w/" + made.slug() + "/settings/security";
    Person.setPassword(owner);
    app = Person.enrol(owner, clock.instant());
    clock.advance(Duration.ofSeconds(60));
  }

  private Visitor member(Role role) {
    Visitor member = Visitor.signedIn(port, accounts);
    join(member, role);
    return member;
  }

  private void join(Visitor visitor, Role role) {
    tx.directory(
        () -> {
          memberships.join(visitor.id(), made.workspaceId(), role, clock.instant());
          return role;
        });
  }

  private void demand() {
    assertThat(owner.post(security, "second_factor", "required").status()).isEqualTo(302);
  }

  @Test
  void leads_a_member_without_one_to_set_it_up_and_back() {
    Visitor member = member(Role.AGENT);
    String page = "/w/" + made.slug() + "/links";
    assertThat(member.get(page).status()).isEqualTo(200);
    demand();
    assertThat(member.get(page).header("Location"))
        .isEqualTo("/account/second-factor?to=%2Fw%2F" + made.slug() + "%2Flinks");
    assertThat(member.get("/account/second-factor").status()).isEqualTo(200);
    assertThat(member.post("/w/" + made.slug() + "/links", "name", "Bio").status()).isEqualTo(403);
    Person.setPassword(member);
    Person.enrol(member, clock.instant());
    assertThat(member.get(page).status()).isEqualTo(200);
  }

  @Test
  void asks_the_script_to_lead_there_too() {
    Visitor member = member(Role.AGENT);
    demand();
    HttpAnswer fragment =
        HttpAnswer.send(
            port,
            "GET",
            "/w/" + made.slug() + "/overview/figures",
            null,
            "Cookie",
            member.cookie(),
            "HX-Request",
            "true");
    assertThat(fragment.header("HX-Redirect")).isEqualTo("/account/second-factor");
    assertThat(fragment.body()).isEmpty();
  }

  @Test
  void keeps_it_on_while_it_is_demanded() {
    demand();
    HttpAnswer refused =
        owner.post(
            "/account/second-factor/remove",
            "current",
            Person.PASSWORD,
            "code",
            app.code(clock.instant()));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("stays on");
    assertThat(accounts.hasSecondFactor(owner.id())).isTrue();
    owner.post(security, "second_factor", "optional");
    assertThat(
            owner
                .post(
                    "/account/second-factor/remove",
                    "current",
                    Person.PASSWORD,
                    "code",
                    app.code(clock.instant()))
                .status())
        .isEqualTo(302);
  }

  @Test
  void is_for_owners_and_admins_to_ask_and_only_after_showing_one() {
    Visitor agent = member(Role.AGENT);
    assertThat(agent.get(security).status()).isEqualTo(403);
    assertThat(agent.post(security, "second_factor", "required").status()).isEqualTo(403);
    Visitor admin = member(Role.ADMIN);
    assertThat(admin.post(security, "second_factor", "required").status()).isEqualTo(422);
    assertThat(workspaces.get(made.workspaceId()).settings().security().secondFactor()).isFalse();
    demand();
    assertThat(workspaces.get(made.workspaceId()).settings().security().secondFactor()).isTrue();
  }

  @Test
  void is_audited_on_and_off() {
    demand();
    owner.post(security, "second_factor", "optional");
    assertThat(
            audit
                .list(
                    made.workspaceId(),
                    AuditFilter.all(new Period(null, null, ZoneOffset.UTC)),
                    Paging.first())
                .data())
        .filteredOn(entry -> entry.action().equals("second_factor.demanded"))
        .extracting(entry -> entry.detail().toString())
        .containsExactly("{\"required\":false}", "{\"required\":true}");
  }

  @Test
  void leaves_other_workspaces_alone() {
    demand();
    Visitor member = member(Role.AGENT);
    NewWorkspace other =
        workspaces.create(
            new WorkspaceDraft(
                "Outra " + UUID.randomUUID(), "Bruno", member.email(), null, null, null));
    assertThat(member.get("/w/" + other.slug() + "/overview").status()).isEqualTo(200);
  }
}
