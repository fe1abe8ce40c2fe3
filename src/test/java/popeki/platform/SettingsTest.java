package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  @Test
  void needs_nothing() {
    Settings settings = Settings.from(Map.of());

    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.managementPort()).isEqualTo(8081);
    assertThat(settings.publicUrl()).hasToString("http://localhost:8080");
    assertThat(settings.linkUrl()).isEqualTo(settings.publicUrl());
    assertThat(settings.region()).isEqualTo("us");
    assertThat(settings.embeddedDatabase()).isTrue();
    assertThat(settings.trustedProxies()).isEmpty();
  }

  @Test
  void addresses_follow_the_port() {
    Settings settings = Settings.from(Map.of("PORT", "9000"));

    assertThat(settings.managementPort()).isEqualTo(9001);
    assertThat(settings.publicUrl()).hasToString("http://localhost:9000");
  }

  @Test
  void the_last_port_has_its_management_below_it() {
    assertThat(Settings.from(Map.of("PORT", "65535")).managementPort()).isEqualTo(65534);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PORT | zero",
        "PORT | 0",
        "PORT | 65536",
        "PORT | -1",
        "MANAGEMENT_PORT | 8080",
        "MANAGEMENT_PORT | many",
        "POPEKI_DB_PORT | 70000",
        "PUBLIC_URL | localhost:8080",
        "PUBLIC_URL | ftp://example.com",
        "PUBLIC_URL | https://example.com/app",
        "PUBLIC_URL | https://exa mple.com",
        "LINK_URL | https://go.example.com/?a=1",
        "LINK_URL | go.example.com",
        "POPEKI_REGION | mars",
        "DATABASE_URL | mysql://root@localhost/popeki",
        "DATABASE_OWNER_URL | postgres://owner:secret@localhost/popeki",
        "POPEKI_MASTER_KEY | short",
        "POPEKI_MASTER_KEY | bm90IDMyIGJ5dGVz",
        "TRUSTED_PROXIES | 10.0.0.0/33",
        "TRUSTED_PROXIES | proxy.example.com",
        "TRUSTED_PROXIES | 10.0.0.0/8,,nonsense",
        "META_GRAPH_URL | graph.facebook.com",
        "AI_PROVIDERS | openai,skynet",
        "POPEKI_DATBASE | /var/popeki",
      })
  void a_wrong_value_is_named_in_one_line(String name, String value) {
    assertThatThrownBy(() -> Settings.from(Map.of(name, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(name)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void contradictions_are_refused() {
    var both = Map.of("DATABASE_URL", "postgres://u:p@localhost/popeki", "POPEKI_DB_PORT", "5433");

    assertThatThrownBy(() -> Settings.from(both))
        .hasMessageContaining("POPEKI_DB_PORT")
        .hasMessageContaining("DATABASE_URL");
    assertThatThrownBy(() -> Settings.from(Map.of("PORT", "9000", "MANAGEMENT_PORT", "9000")))
        .hasMessageContaining("MANAGEMENT_PORT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POPEKI_MASTER_KEY", "DATABASE_URL", "DATABASE_OWNER_URL"})
  void the_message_does_not_repeat_a_secret(String name) {
    var given = new HashMap<>(Map.of(name, "hunter2-and-more"));
    assertThatThrownBy(() -> Settings.from(given))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    assertThat(Settings.isSecret(name)).isTrue();
  }

  @Test
  void blank_means_absent_and_spaces_do_not_matter() {
    Settings settings =
        Settings.from(
            Map.of("DATABASE_URL", " ", "PORT", " 9000 ", "POPEKI_MASTER_KEY", " " + KEY + " "));

    assertThat(settings.embeddedDatabase()).isTrue();
    assertThat(settings.port()).isEqualTo(9000);
    assertThat(settings.masterKey()).isEqualTo(KEY);
  }

  @Test
  void names_of_other_programs_are_left_alone() {
    assertThat(Settings.from(Map.of("PATH", "/bin", "LANG", "C")).port()).isEqualTo(8080);
  }
}
