package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.accounts.Accounts;
import popeki.platform.WorkspaceTx;

/** One sign-in over many workspaces. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class SwitchTest {
  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired MembershipRepository memberships;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;
  private People.Person agency;
  private NewWorkspace first;
  private NewWorkspace second;

  @BeforeEach
  void an_agency() {
    agency = new People(port, accounts, memberships, tx).somebody("Ana");
    first = client("Clínica Aurora", Role.ADMIN);
    second = client("Ponte Imóveis", Role.ANALYST);
  }

  private NewWorkspace client(String business, Role role) {
    NewWorkspace made =
        workspaces.create(
            new WorkspaceDraft(
                business, "Owner", UUID.randomUUID() + "@example.com", null, null, null));
    tx.directory(() -> memberships.join(agency.id, made.workspaceId(), role, Instant.EPOCH));
    return made;
  }

  @Test
  void keeps_the_section_when_switching() {
    var page = Jsoup.parse(agency.get("/w/" + first.slug() + "/links").body());
    var items = page.select("#workspace-menu a[href^=/w/]");
    assertThat(items.eachAttr("href"))
        .containsExactly("/w/" + first.slug() + "/links", "/w/" + second.slug() + "/links");
    assertThat(items.get(0).attr("aria-current")).isEqualTo("true");
    assertThat(items.get(1).text()).contains("Ponte Imóveis", "Analyst");
    assertThat(page.select("[popovertarget=workspace-menu]")).hasSize(1);
    assertThat(page.select("#workspace-menu input")).isEmpty();
    assertThat(agency.get(items.get(1).attr("href")).body()).contains("Ponte Imóveis");
  }

  @Test
  void does_not_mix_two_tabs_in_two_workspaces() {
    for (int i = 0; i < 3; i++) {
      var one = Jsoup.parse(agency.get("/w/" + first.slug() + "/overview").body());
      var two = Jsoup.parse(agency.get("/w/" + second.slug() + "/overview").body());
      assertThat(one.title()).contains("Clínica Aurora").doesNotContain("Ponte");
      assertThat(two.title()).contains("Ponte Imóveis").doesNotContain("Aurora");
    }
    assertThat(agency.post("/w/" + first.slug() + "/links").status()).isNotEqualTo(403);
    assertThat(agency.post("/w/" + second.slug() + "/links").status()).isEqualTo(403);
  }

  @Test
  void searches_when_there_are_many() {
    for (int i = 0; i < 8; i++) {
      client("Cliente " + i, Role.AGENT);
    }
    assertThat(
            Jsoup.parse(agency.get("/w/" + first.slug() + "/links").body())
                .select("#workspace-menu input[type=search]"))
        .hasSize(1);
    var found = Jsoup.parse(agency.get("/workspaces?q=cliente+3").body());
    assertThat(found.select("tbody th a").eachText()).containsExactly("Cliente 3");
    assertThat(agency.get("/workspaces?q=nada").body()).contains("No workspace is called so");
  }

  @Test
  void makes_a_further_workspace_and_its_owner() {
    HttpAnswer refused = agency.post("/workspaces", "business", "Nova Loja");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("Without the agreement", "value=\"Nova Loja\"");
    HttpAnswer made = agency.post("/workspaces", "business", "Nova Loja", "agreement", "true");
    assertThat(made.status()).isEqualTo(302);
    String overview = made.header("Location");
    // Another test's business may have taken the plain name.
    assertThat(overview).matches("/w/nova-loja(-[0-9]+)?/overview");
    String slug = overview.split("/")[2];
    assertThat(agency.get(overview).status()).isEqualTo(200);
    var rows = Jsoup.parse(agency.get("/workspaces").body()).select("tbody tr");
    assertThat(rows.get(rows.size() - 1).text()).contains("Nova Loja", "Owner", "only owner");
    assertThat(agency.get("/w/" + slug + "/settings/team").body()).contains("Ana");
    assertThat(agency.get("/w/" + slug + "/audit").status()).isEqualTo(200);
    assertThat(
            tx.in(
                workspaces.bySlug(slug).orElseThrow().id(),
                () ->
                    jdbc.sql("select action from platform.audit_entry").query(String.class).list()))
        .contains("workspace.created", "agreement.accepted");
  }
}
