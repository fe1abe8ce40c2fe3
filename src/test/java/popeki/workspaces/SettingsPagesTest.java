package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.accounts.Accounts;
import popeki.platform.WorkspaceTx;
import tools.jackson.databind.JsonNode;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class SettingsPagesTest {
  @Autowired Workspaces workspaces;
  @Autowired Accounts accounts;
  @Autowired MembershipRepository memberships;
  @Autowired WorkspaceTx tx;
  @LocalServerPort int port;

  private NewWorkspace home;
  private PageVisitor owner;
  private String settings;

  @BeforeEach
  void a_business() {
    home =
        workspaces.create(
            new WorkspaceDraft(
                "Clínica Aurora",
                "Ana",
                UUID.randomUUID() + "@example.com",
                "dental_clinic",
                "America/Sao_Paulo",
                null));
    owner = PageVisitor.of(port, accounts, home.userId());
    settings = "/w/" + home.slug() + "/settings";
  }

  private PageVisitor as(Role role) {
    return PageVisitor.joining(port, accounts, memberships, tx, home, role);
  }

  private Workspace stored() {
    return workspaces.get(home.workspaceId());
  }

  private JsonNode lastAudit() {
    return HttpAnswer.api(port, home.apiKey(), "GET", "/audit", null).json().at("/data/0");
  }

  private static Element byId(Document page, String id) {
    return Objects.requireNonNull(page.getElementById(id), id);
  }

  @Test
  void the_side_list_shows_the_page_that_is_open_and_no_place_without_a_page() {
    Document page = owner.page(settings);

    assertThat(page.select("h1").text()).isEqualTo("General");
    assertThat(page.select(".side-list [aria-current=page]").text()).isEqualTo("General");
    assertThat(page.select(".sidebar [aria-current=page]").text()).isEqualTo("Settings");
    for (var link : page.select(".side-list a")) {
      assertThat(owner.get(link.attr("href")).status()).as(link.text()).isEqualTo(200);
    }
  }

  @Test
  void saves_what_changed_and_tells_the_log_before_and_after() {
    Map<String, String> form = PageVisitor.fields(owner.page(settings), settings);
    form.put("business.name", "Clínica Boa Vista");
    form.put("business.type", "Medical clinic");
    form.put("business.offers", "Checkups\r\nfrom R$ 300");
    form.put("business.country", "PT");
    form.put("timezone", "Europe/Lisbon");
    form.put("currency", "EUR");
    form.put("conversation_gap_days", "14");

    HttpAnswer saved = owner.post(settings, form);

    assertThat(saved.status()).isEqualTo(302);
    assertThat(owner.page(settings).text()).contains("Reports are being rebuilt");
    Workspace now = stored();
    assertThat(now.businessName()).isEqualTo("Clínica Boa Vista");
    assertThat(now.trade()).isEqualTo("medical_clinic");
    assertThat(now.offers()).isEqualTo("Checkups\nfrom R$ 300");
    assertThat(now.country()).isEqualTo("PT");
    assertThat(now.timezone()).isEqualTo(ZoneId.of("Europe/Lisbon"));
    assertThat(now.currency()).isEqualTo("EUR");
    assertThat(now.conversationGapDays()).isEqualTo(14);
    assertThat(now.slug()).isEqualTo(home.slug());
    JsonNode entry = lastAudit();
    assertThat(entry.at("/action").asString()).isEqualTo("settings.changed");
    assertThat(entry.at("/actor/name").asString()).isEqualTo("Ana");
    assertThat(entry.at("/detail/currency/from").asString()).isEqualTo("BRL");
    assertThat(entry.at("/detail/currency/to").asString()).isEqualTo("EUR");
    assertThat(entry.at("/detail/timezone/from").asString()).isEqualTo("America/Sao_Paulo");
  }

  @Test
  void keeps_what_was_typed_and_says_beside_each_field_what_is_wrong() {
    Map<String, String> form = PageVisitor.fields(owner.page(settings), settings);
    form.put("business.name", " ");
    form.put("timezone", "Mars/Base");
    form.put("conversation_gap_days", "soon");
    form.put("currency", "USD");

    HttpAnswer refused = owner.post(settings, form);

    assertThat(refused.status()).isEqualTo(422);
    Document page = Jsoup.parse(refused.body());
    assertThat(page.select(".form-errors li")).hasSize(3);
    assertThat(byId(page, "f-timezone-error").text())
        .isEqualTo("Time zone must be a zone such as America/Sao_Paulo");
    assertThat(byId(page, "f-timezone").attr("value")).isEqualTo("Mars/Base");
    assertThat(byId(page, "f-conversation_gap_days").attr("value")).isEqualTo("soon");
    assertThat(byId(page, "f-conversation_gap_days-error").text()).contains("from 1 to 365");
    assertThat(page.select("#f-currency option[selected]").attr("value")).isEqualTo("USD");
    assertThat(stored().currency()).as("nothing of it was saved").isEqualTo("BRL");

    Map<String, String> mended = PageVisitor.fields(page, settings);
    mended.put("business.name", "Clínica Aurora");
    mended.put("timezone", "America/Bahia");
    mended.put("conversation_gap_days", "30");
    assertThat(owner.post(settings, mended).status()).isEqualTo(302);
    assertThat(stored().currency()).isEqualTo("USD");
    assertThat(stored().timezone().getId()).isEqualTo("America/Bahia");
  }

  @Test
  void the_later_of_two_saves_leaves_what_the_other_changed() {
    PageVisitor admin = as(Role.ADMIN);
    Map<String, String> first = PageVisitor.fields(owner.page(settings), settings);
    Map<String, String> second = PageVisitor.fields(admin.page(settings), settings);
    first.put("currency", "EUR");
    second.put("business.name", "Aurora Odontologia");

    assertThat(owner.post(settings, first).status()).isEqualTo(302);
    assertThat(admin.post(settings, second).status()).isEqualTo(302);

    assertThat(stored().currency()).isEqualTo("EUR");
    assertThat(stored().businessName()).isEqualTo("Aurora Odontologia");
  }

  @Test
  void saving_without_a_change_leaves_no_line_in_the_log() {
    String before = lastAudit().at("/id").asString();
    owner.post(settings, PageVisitor.fields(owner.page(settings), settings));
    assertThat(lastAudit().at("/id").asString()).isEqualTo(before);
  }

  @Test
  void offers_every_zone_there_is() {
    assertThat(owner.page(settings).select("#zones option"))
        .hasSize(ZoneId.getAvailableZoneIds().size());
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"ANALYST", "AGENT", "VIEWER"})
  void others_may_look_and_not_change(Role role) {
    PageVisitor member = as(role);

    Document page = member.page(settings);
    assertThat(page.select(".notice").text()).contains("Owners and admins");
    assertThat(byId(page, "f-business.name").hasAttr("disabled")).isTrue();
    assertThat(page.select("form[action=" + settings + "] button")).isEmpty();

    HttpAnswer refused = member.post(settings, Map.of("business.name", "Mine now"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains(role.wire());
    assertThat(stored().businessName()).isEqualTo("Clínica Aurora");
  }

  @Test
  void tunes_attribution_and_scoring() {
    String path = settings + "/attribution";
    Document before = owner.page(path);
    assertThat(byId(before, "f-attribution.window_days-help").text()).contains("Usual: 30.");
    Map<String, String> form = PageVisitor.fields(before, path);
    form.put("attribution.window_days", "7");
    form.put("attribution.send_threshold", "0,9");
    form.put("leads.debounce_seconds", "20");
    form.put("phrase.0", "");
    form.put("phrase.1", "negócio fechado");
    form.put("stage.1", "qualified");

    assertThat(owner.post(path, form).status()).isEqualTo(302);

    WorkspaceSettings now = stored().settings();
    assertThat(now.attribution()).isEqualTo(new WorkspaceSettings.Attribution(7, 0.6, 0.9));
    assertThat(now.leads()).isEqualTo(new WorkspaceSettings.Leads(20, 25));
    assertThat(now.keyPhrases())
        .containsExactly(new WorkspaceSettings.KeyPhrase("negócio fechado", "qualified"));
    assertThat(lastAudit().at("/detail/attribution.window_days/from").asInt()).isEqualTo(30);
  }

  @Test
  void page_and_api_refuse_the_same_settings_in_the_same_words() {
    String path = settings + "/attribution";
    Map<String, String> form = PageVisitor.fields(owner.page(path), path);
    form.put("leads.debounce_seconds", "30");
    form.put("attribution.send_threshold", "2");
    HttpAnswer refused = owner.post(path, form);
    JsonNode api =
        HttpAnswer.api(
                port,
                home.apiKey(),
                "PUT",
                "/settings",
                Map.of(
                    "leads",
                    Map.of("debounce_seconds", 30),
                    "attribution",
                    Map.of("send_threshold", 2)))
            .json()
            .at("/errors");

    assertThat(refused.status()).isEqualTo(422);
    Document page = Jsoup.parse(refused.body());
    assertThat(api).hasSize(2);
    for (JsonNode error : api) {
      assertThat(byId(page, "f-" + error.at("/field").asString() + "-error").text())
          .endsWith(error.at("/message").asString());
    }
    assertThat(byId(page, "f-leads.debounce_seconds").attr("value")).isEqualTo("30");
  }

  @Test
  void a_form_from_elsewhere_changes_nothing() {
    Map<String, String> form = PageVisitor.fields(owner.page(settings), settings);
    form.put("business.name", "Mine now");
    form.put("_csrf", "wrong");
    assertThat(owner.post(settings, form).status()).isEqualTo(403);
    assertThat(stored().businessName()).isEqualTo("Clínica Aurora");
  }
}
