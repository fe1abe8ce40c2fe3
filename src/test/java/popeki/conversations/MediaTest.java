package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.accounts.Accounts;
import popeki.platform.Actor;
import popeki.platform.Lanes;
import popeki.platform.WorkspaceTx;
import popeki.sandbox.PlayedWorld;
import popeki.workspaces.NumberDraft;
import popeki.workspaces.Numbers;
import popeki.workspaces.PageVisitor;
import popeki.workspaces.Workspaces;

/** Files that customers sent, fetched from the pretend Meta when somebody asks. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class MediaTest {
  @Autowired Workspaces workspaces;
  @Autowired Numbers numbers;
  @Autowired Accounts accounts;
  @Autowired Lanes lanes;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private Story story;
  private PageVisitor owner;
  private PlayedWorld world;

  @BeforeEach
  void a_business_whose_number_has_a_token() {
    story = Story.quiet(port, workspaces, lanes, clock, "Clínica " + UUID.randomUUID());
    owner = PageVisitor.of(port, accounts, story.workspace().userId());
    world = new PlayedWorld(port, story.workspace().apiKey(), clock);
    connect(PlayedWorld.token("GOOD"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void connect(String token) {
    numbers.connect(
        story.workspace().workspaceId(),
        new NumberDraft(world.spare(), world.waba(), "+55 11 90000-0002", token),
        Actor.system("test"));
  }

  @Test
  void a_photo_is_shown_and_kept_nowhere() {
    String href = sent("photo", "Photo", "Show");

    HttpAnswer file = owner.get(href);

    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Content-Type")).isEqualTo("image/png");
    assertThat(file.header("Content-Disposition")).isEqualTo("inline; filename=\"whatsapp.png\"");
    assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(file.header("Cache-Control")).contains("no-store");
    assertThat(file.header("Content-Security-Policy")).doesNotContain("script");
    assertThat(file.body()).contains("PNG");
  }

  @Test
  void a_voice_note_is_named_as_one() {
    HttpAnswer file = owner.get(sent("voice", "Voice note", "Show"));
    assertThat(file.header("Content-Type")).isEqualTo("audio/ogg");
  }

  @Test
  void a_page_that_somebody_sent_is_saved_and_never_run() {
    HttpAnswer file = owner.get(sent("document", "Document", "Download"));
    assertThat(file.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(file.header("Content-Disposition")).startsWith("attachment;");
  }

  @Test
  void after_a_week_it_is_said_instead_of_offered() {
    String href = sent("photo", "Photo", "Show");
    clock.advance(Duration.ofDays(7).plusMinutes(1));
    owner = PageVisitor.of(port, accounts, story.workspace().userId());

    assertThat(conversation().select("a[href*=/media/]")).isEmpty();
    assertThat(conversation().text()).contains("Meta kept it for 7 days");
    HttpAnswer gone = owner.get(href);
    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.body()).contains("7 days", "open the conversation in WhatsApp");
  }

  @Test
  void a_refused_token_leads_to_where_it_is_mended_and_is_not_used_again() {
    String href = sent("photo", "Photo", "Show");
    world.press("end", Map.of("token", PlayedWorld.token("GOOD"), "subcode", "467"));

    HttpAnswer refused = owner.get(href);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("Meta refuses the access token", "Mend the connection");
    world.press("end", Map.of("token", PlayedWorld.token("GOOD"), "subcode", "0"));
    assertThat(owner.get(href).status()).as("nobody asks with the old one").isEqualTo(409);

    connect(PlayedWorld.token("ENDS_SOON"));
    assertThat(owner.get(href).status()).isEqualTo(200);
  }

  @Test
  void a_token_without_the_permission_is_told_apart() {
    String href = sent("photo", "Photo", "Show");
    connect(PlayedWorld.token("NO_MESSAGING"));
    HttpAnswer refused = owner.get(href);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("whatsapp_business_messaging");
  }

  @Test
  void a_file_that_meta_no_longer_has_is_gone() {
    String href = sent("photo", "Photo", "Show");
    tx.run(
        story.workspace().workspaceId(),
        () ->
            jdbc.sql(
                    """
                update conversations.message
                set detail = detail || '{"media_id": "910000000000099"}'
                where workspace_id = :ws""")
                .param("ws", story.workspace().workspaceId().value())
                .update());
    assertThat(owner.get(href).status()).isEqualTo(410);
  }

  @Test
  void another_business_gets_no_file_of_this_one() {
    String href = sent("photo", "Photo", "Show");
    Story other = Story.quiet(port, workspaces, lanes, clock, "Outra " + UUID.randomUUID());
    PageVisitor stranger = PageVisitor.of(port, accounts, other.workspace().userId());

    assertThat(
            stranger.get(href.replace(story.workspace().slug(), other.workspace().slug())).status())
        .isEqualTo(404);
    assertThat(stranger.get(href).status()).isEqualTo(404);
  }

  /** Sends a file and answers where the page offers it. */
  private String sent(String what, String kind, String offer) {
    assertThat(world.press(what)).contains("200");
    lanes.drainAll();
    var link = conversation().select("a[href*=/media/]");
    assertThat(link).hasSize(1);
    assertThat(link.parents().text()).contains(kind);
    assertThat(link.text()).startsWith(offer);
    return link.attr("href");
  }

  private Document conversation() {
    String id = story.get("/conversations").at("/data/0/id").asString();
    return owner.page("/w/" + story.workspace().slug() + "/conversations/" + id);
  }
}
