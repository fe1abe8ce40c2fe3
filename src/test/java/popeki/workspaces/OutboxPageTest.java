package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.accounts.Accounts;
import popeki.mails.Mail;
import popeki.mails.Mails;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;

/** Without a mail server, as tests run. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class OutboxPageTest {
  private static final String LINK = "http://localhost/invitations/once-only-1234";

  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired MembershipRepository memberships;
  @Autowired Mails mails;
  @Autowired Lanes lanes;
  @Autowired WorkspaceTx tx;
  @LocalServerPort int port;

  private NewWorkspace home;
  private PageVisitor owner;
  private String path;

  @BeforeEach
  void a_business_that_wrote_a_mail() {
    home =
        workspaces.create(
            new WorkspaceDraft(
                "Clínica Aurora", "Ana", UUID.randomUUID() + "@example.com", null, null, null));
    owner = PageVisitor.of(port, accounts, home.userId());
    path = "/w/" + home.slug() + "/settings/outbox";
    tx.run(
        home.workspaceId(),
        () ->
            mails.queue(
                new Mail(
                    home.workspaceId(),
                    "bruno.tavares@example.com",
                    "test",
                    List.of("<b>Ana</b>"),
                    LINK)));
    lanes.drainAll();
  }

  private String mail() {
    return owner.page(path).select("tbody a").attr("href");
  }

  @Test
  void lists_mails_with_their_state_in_words_and_no_address_in_plain() {
    HttpAnswer list = owner.get(path);
    assertThat(list.status()).isEqualTo(200);
    Document page = Jsoup.parse(list.body());
    assertThat(page.select("tbody tr")).hasSize(1);
    assertThat(page.select("tbody tr").text())
        .contains("b•••@example.com", "Kept here: no mail server is configured");
    assertThat(list.body()).doesNotContain("bruno.tavares", LINK);
  }

  @Test
  void shows_a_mail_as_text_and_its_link_to_copy_and_not_to_click() {
    Document page = owner.page(mail());
    assertThat(page.select("[data-copy]").attr("data-copy")).isEqualTo(LINK);
    assertThat(page.select("a[href*=invitations]")).isEmpty();
    assertThat(page.select(".code b")).as("words are words").isEmpty();
    assertThat(page.select(".code").text()).doesNotContain(LINK);
  }

  @Test
  void is_for_owners_and_admins_and_for_nobody_else() {
    String mail = mail();
    for (Role role : List.of(Role.ANALYST, Role.AGENT, Role.VIEWER)) {
      PageVisitor member = PageVisitor.joining(port, accounts, memberships, tx, home, role);
      assertThat(member.get(path).status()).isEqualTo(403);
      assertThat(member.get(mail).body()).doesNotContain(LINK);
      assertThat(member.get(path.replace("outbox", "%6futbox")).status()).isNotEqualTo(200);
      assertThat(member.page("/w/" + home.slug() + "/settings").select(".side-list").text())
          .doesNotContain("Mail outbox");
    }
    PageVisitor admin = PageVisitor.joining(port, accounts, memberships, tx, home, Role.ADMIN);
    assertThat(admin.get(mail).status()).isEqualTo(200);
    NewWorkspace other =
        workspaces.create(
            new WorkspaceDraft(
                "Outra Loja", "Eva", UUID.randomUUID() + "@example.com", null, null, null));
    PageVisitor stranger = PageVisitor.of(port, accounts, other.userId());
    assertThat(stranger.get(mail).status()).isEqualTo(404);
    assertThat(stranger.get(mail.replace(home.slug(), other.slug())).status()).isEqualTo(404);
  }
}
