package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;

/** ASVS 7.3.1, 7.3.2, 7.4.1–7.4.3, 7.5.2: a person sees and ends the own sessions. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class SessionsTest {
  @Autowired Accounts accounts;
  @Autowired JdbcTemplate jdbc;
  @Autowired PlatformTransactionManager transactions;
  @Autowired TestClock clock;
  @LocalServerPort int port;
  private Visitor here;

  @BeforeEach
  void somebody_signed_in() {
    here = Visitor.signedIn(port, accounts);
  }

  private Document page() {
    return Jsoup.parse(here.get("/account/sessions").body());
  }

  private String firstEnd() {
    return page().select("form[action$=/end]").attr("action");
  }

  /** A second node: another repository over the same tables, with nothing of the first's memory. */
  private JdbcIndexedSessionRepository otherNode() {
    var node = new JdbcIndexedSessionRepository(jdbc, new TransactionTemplate(transactions));
    node.setTableName("platform.spring_session");
    return node;
  }

  @Test
  void are_shown_with_browser_and_network_and_never_with_their_id() {
    here.elsewhere(accounts);
    Document page = page();
    assertThat(page.select("main li")).hasSize(2);
    assertThat(page.select("main li").eachText().getFirst())
        .contains("Firefox on Linux", "This one", "/48");
    String id = here.cookie().substring(here.cookie().indexOf('=') + 1);
    assertThat(page.html()).doesNotContain(id);
    assertThat(page.select("form[action$=/end]")).hasSize(1);
  }

  @Test
  void end_one_by_one_at_their_next_click() {
    Visitor there = here.elsewhere(accounts);
    Visitor third = here.elsewhere(accounts);
    assertThat(here.post(firstEnd()).status()).isEqualTo(302);
    assertThat(java.util.stream.Stream.of(there, third).filter(Visitor::inside).count())
        .isEqualTo(1);
    assertThat(here.inside()).isTrue();
  }

  @Test
  void end_all_but_this_one() {
    Visitor there = here.elsewhere(accounts);
    assertThat(here.post("/account/sessions/end-others").status()).isEqualTo(302);
    assertThat(there.inside()).isFalse();
    assertThat(here.inside()).isTrue();
  }

  @Test
  void are_ended_on_every_node_at_once() {
    Visitor there = here.elsewhere(accounts);
    JdbcIndexedSessionRepository node = otherNode();
    assertThat(node.findByPrincipalName(here.id().toString())).hasSize(2);
    here.post("/account/sessions/end-others");
    assertThat(node.findByPrincipalName(here.id().toString())).hasSize(1);
    node.findByPrincipalName(here.id().toString()).keySet().forEach(node::deleteById);
    assertThat(here.inside()).isFalse();
    assertThat(there.inside()).isFalse();
  }

  @Test
  void of_somebody_else_cannot_be_ended() {
    Visitor victim = Visitor.signedIn(port, accounts);
    Visitor second = victim.elsewhere(accounts);
    String handle =
        Jsoup.parse(victim.get("/account/sessions").body())
            .select("form[action$=/end]")
            .attr("action");
    HttpAnswer answer = here.post(handle);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(second.inside()).isTrue();
  }

  @Test
  void end_after_twelve_hours_without_use() {
    clock.advance(Duration.ofHours(11));
    assertThat(here.inside()).isTrue();
    clock.advance(Duration.ofHours(11));
    assertThat(here.inside()).as("it was used in between").isTrue();
    clock.advance(Duration.ofHours(12).plusMinutes(2));
    assertThat(here.inside()).isFalse();
    assertThat(here.get("/account").header("Location")).startsWith("/login");
  }

  @Test
  void end_at_sign_out() {
    Visitor there = here.elsewhere(accounts);
    there.post("/logout");
    assertThat(there.inside()).isFalse();
    assertThat(page().select("main li")).hasSize(1);
  }
}
