package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.ui.ConcurrentModel;
import org.springframework.ui.Model;
import org.springframework.web.servlet.mvc.support.RedirectAttributesModelMap;
import popeki.PopekiTest;
import popeki.platform.Actor;
import popeki.platform.Frame;
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
class LinkControllerTest {
  @Autowired LinkController pages;
  @Autowired LinkFormController forms;
  @Autowired TemplateEngine templates;
  @Autowired Workspaces workspaces;
  @Autowired Numbers numbers;
  @Autowired Words words;

  private Member member;
  private Shell shell;
  private Model model;

  @BeforeEach
  void sign_in() {
    NewWorkspace made =
        workspaces.create(
            new WorkspaceDraft(
                "Ponte Nova Imóveis",
                "Ana",
                UUID.randomUUID() + "@example.com",
                "real_estate",
                "America/Sao_Paulo",
                null));
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
            frame,
            made.slug(),
            "Ponte Nova Imóveis",
            "Ana",
            "ana@example.com",
            Shell.Needs.NOTHING);
    model = new ConcurrentModel();
  }

  private Document show(String view) {
    var page = new StringOutput();
    templates.render(view + ".jte", model.asMap(), page);
    Document document = Jsoup.parse(page.toString());
    assertThat(document.text()).doesNotContain("links.");
    return document;
  }

  private String number() {
    return numbers
        .connect(
            member.workspaceId(),
            new NumberDraft("n" + UUID.randomUUID(), "1", "+55 11 98765-4321", null),
            Actor.system("test"))
        .id()
        .toString();
  }

  private Map<String, String> form() {
    var form = new HashMap<String, String>();
    form.put("name", "Instagram bio");
    form.put("number_id", number());
    form.put("message", "Olá! Quero saber mais.");
    form.put("slug", "");
    form.put("source", "instagram");
    form.put("campaign", "");
    form.put("code", "both");
    form.put("_csrf", "t0ken");
    return form;
  }

  private String create(Map<String, String> form, MockHttpServletResponse response) {
    return forms.create(member, shell, model, form, new RedirectAttributesModelMap(), response);
  }

  @Test
  void invites_to_the_first_link() {
    Document page = show(pages.list(member, shell, model, false, null));

    assertThat(page.select("h1").text()).isEqualTo("Links");
    assertThat(page.select(".empty a").attr("href")).isEqualTo(shell.path("links/new"));
  }

  @Test
  void makes_a_link_and_shows_it_in_the_list_and_on_its_page() {
    String went = create(form(), new MockHttpServletResponse());
    assertThat(went).startsWith("redirect:" + shell.path("links/"));
    var id = UUID.fromString(went.substring(went.lastIndexOf('/') + 1));

    Document list = show(pages.list(member, shell, model, false, null));
    assertThat(list.select("tbody tr")).hasSize(1);
    assertThat(list.select("tbody a").attr("href")).isEqualTo(shell.path("links/" + id));

    Document page = show(pages.one(member, shell, model, id, null, null, null, null));
    assertThat(page.select("h1").text()).isEqualTo("Instagram bio");
    assertThat(page.select(".figure")).hasSize(4);
    assertThat(page.select("img").attr("src")).startsWith("/q/");
    assertThat(page.select("#preview-text").text()).contains("Olá! Quero saber mais.", "(ref ");

    Document edit = show(forms.edit(member, shell, model, id));
    assertThat(edit.select("#f-name").attr("value")).isEqualTo("Instagram bio");
    assertThat(edit.select("#f-slug").hasAttr("disabled")).isTrue();
    assertThat(edit.select("input[name=code][checked]").attr("value")).isEqualTo("both");

    forms.archive(member, shell, id, new RedirectAttributesModelMap());
    assertThat(show(pages.list(member, shell, model, false, null)).select("tbody tr")).isEmpty();
    assertThat(show(pages.list(member, shell, model, true, null)).select("tbody tr")).hasSize(1);
    assertThat(show(pages.one(member, shell, model, id, null, null, null, null)).select("img"))
        .isEmpty();
  }

  @Test
  void keeps_what_was_typed_and_says_what_is_wrong_with_it() {
    var form = form();
    form.put("message", "Hi {nobody}");
    form.put("slug", "login");
    var response = new MockHttpServletResponse();

    Document page = show(create(form, response));

    assertThat(response.getStatus()).isEqualTo(422);
    assertThat(page.select("#f-name").attr("value")).isEqualTo("Instagram bio");
    assertThat(page.select("#f-message").text()).isEqualTo("Hi {nobody}");
    assertThat(page.select("#f-message-error").text()).contains("{nobody}");
    assertThat(page.select("#f-slug-error").text()).contains("keeps for itself");
    assertThat(page.select(".form-errors li")).hasSize(2);
    assertThat(page.select("input[name=_csrf]").attr("value")).isEqualTo("t0ken");
  }

  @Test
  void shows_the_form_with_and_without_a_number() {
    assertThat(show(forms.draft(member, shell, model, Map.of())).select(".notice")).hasSize(1);
    number();
    Document page = show(forms.draft(member, shell, model, Map.of()));
    assertThat(page.select(".notice")).isEmpty();
    assertThat(page.select("#f-number_id option")).hasSize(1);
  }
}
