package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.PopekiTest;

/** Theme and density belong to the account; there is no cookie but the session. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class PreferencesTest {
  @Autowired Accounts accounts;
  @LocalServerPort int port;
  private Visitor visitor;

  @BeforeEach
  void somebody_signed_in() {
    visitor = Visitor.signedIn(port, accounts);
  }

  private static String theme(Visitor who, String path) {
    return Jsoup.parse(who.get(path).body()).select("html").attr("data-theme");
  }

  @Test
  void follows_the_system_until_the_person_chooses() {
    assertThat(theme(visitor, "/account")).isEqualTo("system");
    assertThat(visitor.post("/account/preferences", "theme", "dark").header("Location"))
        .isEqualTo("/account");
    assertThat(theme(visitor, "/account")).isEqualTo("dark");
    assertThat(theme(visitor, "/trust")).isEqualTo("dark");
  }

  @Test
  void is_heard_by_the_other_sessions_of_the_person() {
    Visitor elsewhere = visitor.elsewhere(accounts);
    visitor.post("/account/preferences", "theme", "light");
    assertThat(theme(elsewhere, "/account")).isEqualTo("light");
    assertThat(theme(visitor.elsewhere(accounts), "/account")).isEqualTo("light");
  }

  @Test
  void answers_the_script_without_a_page_and_sets_no_cookie() {
    var answer =
        visitor.post(
            new String[] {"X-Requested-With", "script"},
            "/account/preferences",
            "density",
            "compact");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.cookies()).isEmpty();
  }

  @Test
  void offers_a_stranger_no_choice_that_would_need_a_cookie() {
    Visitor stranger = new Visitor(port);
    assertThat(Jsoup.parse(stranger.get("/").body()).select("#theme-menu")).isEmpty();
    assertThat(Jsoup.parse(stranger.get("/login").body()).select("#theme-menu")).isEmpty();
    assertThat(Jsoup.parse(visitor.get("/account").body()).select("#theme-menu")).hasSize(1);
  }

  @Test
  void ignores_what_is_no_theme() {
    visitor.post("/account/preferences", "theme", "<script>");
    assertThat(theme(visitor, "/account")).isEqualTo("system");
  }
}
