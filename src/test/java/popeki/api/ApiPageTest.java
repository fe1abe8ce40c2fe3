package popeki.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.platform.Settings;

/** The page about the API, as a newcomer without script reads it. */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ApiPageTest {
  @Autowired Settings settings;
  @Autowired ApiRoutes routes;
  @Autowired ApiExamples examples;
  @LocalServerPort int port;
  private HttpAnswer answer;
  private Document page;

  @BeforeAll
  void the_page() {
    answer = HttpAnswer.send(port, "GET", "/docs/api", null);
    page = Jsoup.parse(answer.body());
  }

  @Test
  void it_is_for_everyone_and_sets_no_cookie() {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Set-Cookie")).isEmpty();
    assertThat(page.select("h1")).hasSize(1);
    assertThat(page.select("script:not([src]):not([type='application/json']), [style]")).isEmpty();
    assertThat(HttpAnswer.send(port, "GET", "/docs", null).header("Location"))
        .endsWith("/docs/api");
    assertThat(
            Jsoup.parse(HttpAnswer.send(port, "GET", "/", null).body()).select("a[href=/docs/api]"))
        .isNotEmpty();
  }

  @Test
  void every_operation_stands_there_with_its_address_and_its_examples() {
    List<String> shown = page.select(".route").eachText();
    for (ApiRoutes.Route route : routes.all()) {
      assertThat(shown).anyMatch(line -> line.startsWith(route.key() + " "));
    }
    assertThat(page.select(".sample")).hasSameSizeAs(examples.all());
    for (Example example : examples.all()) {
      assertThat(page.text()).contains(example.title());
    }
    assertThat(page.select(".sample pre").eachText())
        .anyMatch(
            text ->
                text.startsWith("curl") && text.contains(settings.publicUrl() + "/api/v1/links"));
  }

  @Test
  void every_link_within_the_page_leads_somewhere_and_no_id_is_there_twice() {
    var ids = new HashSet<String>();
    for (Element element : page.select("[id]")) {
      assertThat(ids.add(element.id())).as(element.id()).isTrue();
    }
    for (Element link : page.select("a[href^=#]")) {
      assertThat(ids).contains(link.attr("href").substring(1));
    }
  }

  @Test
  void a_problem_leads_to_its_explanation() {
    String type =
        HttpAnswer.api(port, "pk_live_wrong", "GET", "/links", null).json().at("/type").asString();
    assertThat(type).isEqualTo(settings.publicUrl() + "/docs/api#error-unauthorized");
    assertThat(page.getElementById("error-unauthorized")).isNotNull();
  }

  @Test
  void every_word_of_it_is_there() {
    assertThat(page.text()).doesNotContain("api.start", "api.answer", "api.type", "null null");
  }
}
