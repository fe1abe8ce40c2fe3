package popeki.mails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.TestEnvironment;
import popeki.kernel.WorkspaceId;
import popeki.platform.Lane;
import popeki.platform.Lanes;
import popeki.platform.Settings;
import popeki.platform.SettingsException;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class MailsTest {
  @Autowired Mails kept;
  @Autowired Outbox outbox;
  @Autowired MailRepository rows;
  @Autowired MailPage pages;
  @Autowired Workspaces workspaces;
  @Autowired WorkspaceTx tx;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired JdbcClient jdbc;

  private final GreenMail post = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
  private String to;
  private WorkspaceId workspace;

  @BeforeEach
  void a_business_and_a_post_office() {
    post.start();
    to = UUID.randomUUID() + "@example.com";
    workspace =
        workspaces
            .create(
                new WorkspaceDraft(
                    "Clínica Aurora", "Ana", UUID.randomUUID() + "@example.com", null, null, null))
            .workspaceId();
  }

  @AfterEach
  void close() {
    post.stop();
  }

  private MailServer server() {
    return server(
        "smtp://127.0.0.1:" + post.getSmtp().getPort() + "?from=Acme <track@acme.example>");
  }

  private static MailServer server(String url) {
    var variables = new HashMap<>(TestEnvironment.variables());
    variables.put("SMTP_URL", url);
    return MailServer.of(Settings.from(variables));
  }

  private Mails leaving() {
    return new Mails(rows, server(), tx, lanes, clock);
  }

  private void drain(MailServer server) {
    var lane = new MailLane(rows, server, pages, tx, clock);
    lane.drain(new Lane.Slice(workspace.value(), workspace, clock.instant().plusSeconds(5)));
  }

  private Mail mail(String business) {
    return new Mail(workspace, to, "test", List.of(business), "https://track.example/x?a=1&b=2");
  }

  private Outbox.Sent only() {
    return outbox.latest(workspace, to).getFirst();
  }

  @Test
  void keeps_mails_in_the_outbox_without_a_mail_server() {
    kept.queue(mail("Aurora"));
    assertThat(only().status()).isEqualTo("kept");
    assertThat(only().subject()).isEqualTo("A word from Aurora");
    assertThat(only().text()).contains("Aurora", "https://track.example/x?a=1&b=2");
    assertThat(outbox.latest(to)).isEmpty();
  }

  @Test
  void keeps_what_belongs_to_no_workspace_apart() {
    kept.queue(new Mail(null, to, "test", List.of("nobody"), null));
    assertThat(outbox.latest(to)).hasSize(1);
    assertThat(outbox.of(workspace)).isEmpty();
  }

  @Test
  void commits_with_what_caused_it_or_not_at_all() {
    assertThatThrownBy(
            () ->
                tx.run(
                    workspace,
                    () -> {
                      kept.queue(mail("Aurora"));
                      kept.queue(new Mail(null, to, "test", List.of("Aurora"), null));
                      throw new IllegalStateException("the cause failed");
                    }))
        .hasMessage("the cause failed");
    assertThat(outbox.latest(workspace, to)).isEmpty();
    assertThat(outbox.latest(to)).isEmpty();
  }

  @Test
  void goes_back_to_the_workspace_after_a_mail_of_the_installation() {
    tx.run(
        workspace,
        () -> {
          kept.queue(new Mail(null, to, "test", List.of("Aurora"), null));
          kept.queue(mail("Aurora"));
        });
    assertThat(outbox.latest(workspace, to)).hasSize(1);
    assertThat(outbox.latest(to)).hasSize(1);
  }

  @Test
  void keeps_recipient_words_and_link_sealed() {
    kept.queue(mail("Bananeira"));
    List<String> stored =
        tx.in(
            workspace,
            () -> jdbc.sql("select mail::text from mails.mail mail").query(String.class).list());
    assertThat(stored).isNotEmpty();
    assertThat(String.join("\n", stored)).doesNotContain(to, "Bananeira", "track.example");
  }

  @Test
  void sends_once_in_words_and_as_a_page() throws Exception {
    leaving().queue(mail("Aurora & <b>Filhos</b>"));
    drain(server());
    drain(server());
    assertThat(post.getReceivedMessages()).hasSize(1);
    MimeMessage message = post.getReceivedMessages()[0];
    assertThat(message.getSubject()).isEqualTo("A word from Aurora & <b>Filhos</b>");
    assertThat(message.getHeader("From", ",")).isEqualTo("Acme <track@acme.example>");
    assertThat(message.getMessageID()).isEqualTo("<" + only().id() + "@popeki>");
    var parts = (MimeMultipart) ((MimeMultipart) message.getContent()).getBodyPart(0).getContent();
    var forms = (MimeMultipart) parts.getBodyPart(0).getContent();
    assertThat(forms.getBodyPart(0).getContent().toString())
        .contains("Aurora & <b>Filhos</b>", "https://track.example/x?a=1&b=2");
    assertThat(forms.getBodyPart(1).getContent().toString())
        .contains("Aurora &amp; &lt;b&gt;Filhos&lt;/b&gt;")
        .contains("href=\"https://track.example/x?a=1&amp;b=2\"");
    assertThat(only().status()).isEqualTo("sent");
  }

  @Test
  void lets_no_business_name_add_a_header() throws Exception {
    leaving().queue(mail("Aurora\r\nBcc: everyone@example.com\r\n\r\nSurprise"));
    drain(server());
    MimeMessage message = post.getReceivedMessages()[0];
    assertThat(message.getHeader("Bcc")).isNull();
    assertThat(message.getAllRecipients()).hasSize(1);
    assertThat(message.getSubject()).startsWith("A word from Aurora Bcc:");
  }

  @Test
  void waits_for_a_server_that_is_away_and_sends_when_it_is_back() {
    leaving().queue(mail("Aurora"));
    drain(server("smtp://127.0.0.1:1"));
    assertThat(only().status()).isEqualTo("waiting");
    assertThat(only().reason()).isEqualTo("server_unreachable");
    drain(server());
    assertThat(post.getReceivedMessages()).as("not before its pause is over").isEmpty();
    clock.advance(Duration.ofMinutes(2));
    drain(server());
    assertThat(post.getReceivedMessages()).hasSize(1);
    assertThat(only().status()).isEqualTo("sent");
  }

  @Test
  void gives_up_after_a_day_and_says_so() {
    leaving().queue(mail("Aurora"));
    clock.advance(Duration.ofHours(25));
    drain(server("smtp://127.0.0.1:1"));
    assertThat(only().status()).isEqualTo("failed");
  }

  @Test
  void ends_a_mail_whose_address_cannot_be() {
    leaving().queue(new Mail(workspace, "nobody at all", "test", List.of("x"), null));
    drain(server());
    assertThat(outbox.latest(workspace, "nobody at all").getFirst().reason())
        .isEqualTo("address_refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://mail.example.com", "smtp://", "nonsense", "smtp:// :x"})
  void stops_the_start_at_an_address_that_is_none(String url) {
    assertThatThrownBy(() -> server(url))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("SMTP_URL");
  }

  @Test
  void says_nothing_of_a_password_and_asks_for_an_encrypted_line() {
    MailServer server = server("smtp://user:s3cret%40@mail.example.com");
    assertThat(server.toString()).doesNotContain("s3cret", "user");
    var sender =
        (org.springframework.mail.javamail.JavaMailSenderImpl)
            java.util.Objects.requireNonNull(server.sender());
    assertThat(sender.getPassword()).isEqualTo("s3cret@");
    assertThat(sender.getPort()).isEqualTo(587);
    assertThat(sender.getJavaMailProperties())
        .containsEntry("mail.smtp.starttls.required", "true")
        .containsEntry("mail.smtp.ssl.checkserveridentity", "true");
  }
}
