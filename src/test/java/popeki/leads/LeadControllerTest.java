package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.jte.output.StringOutput;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.support.RedirectAttributesModelMap;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.conversations.TimelineContributor.View;
import popeki.conversations.WhatsAppBody;
import popeki.conversations.WhatsAppDoor;
import popeki.kernel.ConversationId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Frame;
import popeki.platform.Lanes;
import popeki.platform.Shell;
import popeki.platform.Theme;
import popeki.platform.Words;
import popeki.workspaces.Member;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.NumberDraft;
import popeki.workspaces.Numbers;
import popeki.workspaces.Role;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class LeadControllerTest {
  private static final String QUESTION = "Oi, quanto custa o clareamento?";

  @Autowired LeadController pages;
  @Autowired LeadContributor contributor;
  @Autowired Workspaces workspaces;
  @Autowired Numbers numbers;
  @Autowired Lanes lanes;
  @Autowired Words words;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private NewWorkspace made;
  private Member member;
  private Shell shell;
  private String phoneNumberId;

  @BeforeEach
  void sign_in() {
    made =
        workspaces.create(
            new WorkspaceDraft(
                "Clínica Aurora",
                "Ana",
                UUID.randomUUID() + "@example.com",
                "dental_clinic",
                "America/Sao_Paulo",
                "BRL"));
    member =
        new Member(
            made.userId(),
            "Ana",
            "ana@example.com",
            Role.OWNER,
            workspaces.get(made.workspaceId()));
    var frame = Frame.of(words, Theme.SYSTEM, new Frame.Csrf("X-CSRF-TOKEN", "_csrf", "t0ken"));
    shell =
        Shell.of(
            frame, made.slug(), "Clínica Aurora", "Ana", "ana@example.com", Shell.Needs.NOTHING);
    phoneNumberId = "n" + UUID.randomUUID();
    numbers.connect(
        made.workspaceId(),
        new NumberDraft(phoneNumberId, "102030405060708", "+55 11 4000-0000", null),
        Actor.system("test"));
  }

  private ConversationId says(String text) {
    Instant at = clock.instant();
    String body =
        WhatsAppBody.to(phoneNumberId).from("5511987654321", "Bruno").at(at).says(text).json();
    assertThat(new WhatsAppDoor(port).post(body)).isEqualTo(200);
    lanes.drainAll();
    HttpAnswer list = HttpAnswer.api(port, made.apiKey(), "GET", "/conversations", null);
    return new ConversationId(UUID.fromString(list.json().at("/data/0/id").asString()));
  }

  private ConversationId scored(String text) {
    ConversationId id = says(text);
    clock.advance(Duration.ofSeconds(26));
    lanes.drainAll();
    return id;
  }

  private View view(boolean seesText) {
    return new View(
        words,
        clock.instant(),
        ZoneId.of("America/Sao_Paulo"),
        "/w/" + made.slug(),
        seesText,
        "t0ken");
  }

  private Document panel(ConversationId id, boolean seesText) {
    var out = new StringOutput();
    contributor.panel(made.workspaceId(), id, view(seesText)).orElseThrow().writeTo(out);
    Document document = Jsoup.parse(out.toString());
    assertThat(document.text()).doesNotContain("leads.", "conversations.");
    return document;
  }

  @Test
  void shows_the_score_with_points_words_and_the_persons_own_line() {
    ConversationId id = scored(QUESTION);
    Document panel = panel(id, true);
    assertThat(panel.select("h2").text()).isEqualTo("Why this score");
    assertThat(panel.select(".score-l span").text()).isEqualTo("Warm");
    int score = Integer.parseInt(panel.select(".score-l b").text());
    int sum = 0;
    for (Element points : panel.select(".reasons .points")) {
      sum += Integer.parseInt(points.text().replace('−', '-'));
    }
    assertThat(sum).isEqualTo(score);
    assertThat(panel.select(".quote").eachText()).isNotEmpty().allMatch(QUESTION::contains);
    assertThat(panel.text())
        .contains("Signals read by the built-in reader (" + BuiltInClassifier.VERSION + ",")
        .contains("points by fixed rules (v" + LeadScorer.RULE_VERSION + ")")
        .contains("Not used: name, photo, number prefix");
    assertThat(panel.select(".facts dt").eachText())
        .contains("Intent", "Budget", "Urgency", "Language");
  }

  @Test
  void hides_the_words_of_people_from_roles_that_do_not_read_them() {
    Document panel = panel(scored(QUESTION), false);
    assertThat(panel.select(".reasons li")).isNotEmpty();
    assertThat(panel.select(".quote")).isEmpty();
    assertThat(panel.text()).doesNotContain("clareamento").contains("does not read messages");
    assertThat(panel.select("form")).isEmpty();
  }

  @Test
  void says_what_it_waits_for() {
    Document panel = panel(says("Oi"), true);
    assertThat(panel.select(".score")).isEmpty();
    assertThat(panel.text()).contains("Waiting for a pause");
    assertThat(panel.select("form select option")).hasSize(8);
  }

  @Test
  void takes_a_disagreement_and_keeps_what_the_machine_had_said() {
    ConversationId id = scored(QUESTION);
    Elements form = panel(id, true).select("form");
    assertThat(form.attr("action")).isEqualTo(shell.path("conversations/" + id.value() + "/lead"));
    assertThat(form.select("input[name=_csrf]").attr("value")).isEqualTo("t0ken");
    assertThat(form.select("option[selected]").attr("value")).isEqualTo("warm");

    String went =
        pages.disagree(
            member,
            shell,
            new RedirectAttributesModelMap(),
            id.value(),
            "hot",
            "90",
            "She <b>called</b>");
    assertThat(went).isEqualTo("redirect:" + shell.path("conversations/" + id.value()));

    Document panel = panel(id, true);
    assertThat(panel.select(".score-l").text()).contains("90", "Hot");
    assertThat(panel.text())
        .contains("Set by Ana: She <b>called</b>")
        .contains("The machine had said", "Warm");
    assertThat(panel.select(".quote")).isNotEmpty();
    assertThat(
            contributor.entries(made.workspaceId(), id, view(true)).stream()
                .map(entry -> entry.sentence())
                .toList())
        .hasSize(2)
        .last()
        .isEqualTo("Score set to 90, Hot, by Ana: She <b>called</b>");
    HttpAnswer audit = HttpAnswer.api(port, made.apiKey(), "GET", "/audit", null);
    assertThat(audit.json().at("/data/0/action").asString()).isEqualTo("conversation.corrected");
  }

  @Test
  void refuses_a_disagreement_without_a_reason_or_about_another_workspaces_conversation() {
    ConversationId id = scored(QUESTION);
    assertThatThrownBy(() -> disagree(id, "  ")).hasMessageContaining("must say why");
    assertThatThrownBy(() -> disagree(new ConversationId(UUID.randomUUID()), "Why not"))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("no such conversation");
    sign_in();
    assertThatThrownBy(() -> disagree(id, "Mine now")).hasMessageContaining("no such conversation");
  }

  @Test
  void lets_nobody_disagree_who_is_not_signed_in() {
    ConversationId id = scored(QUESTION);
    String body = "category=hot&reason=" + URLEncoder.encode("I am nobody", StandardCharsets.UTF_8);
    HttpAnswer answer =
        HttpAnswer.send(
            port,
            "POST",
            "/w/" + made.slug() + "/conversations/" + id.value() + "/lead",
            body,
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(answer.status()).isNotEqualTo(200);
    assertThat(
            HttpAnswer.api(port, made.apiKey(), "GET", "/conversations/" + id.value(), null)
                .json()
                .at("/lead/category")
                .asString())
        .isEqualTo("warm");
  }

  private String disagree(ConversationId id, String reason) {
    return pages.disagree(
        member, shell, new RedirectAttributesModelMap(), id.value(), "hot", "", reason);
  }
}
