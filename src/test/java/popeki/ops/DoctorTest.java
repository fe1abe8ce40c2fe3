package popeki.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import popeki.PopekiTest;
import popeki.platform.Checkup;
import popeki.platform.Finding;
import popeki.platform.Settings;
import popeki.platform.SettingsException;
import popeki.platform.TimeConfiguration;

@PopekiTest
class DoctorTest {
  @Autowired List<Checkup> checkups;
  @TempDir Path folder = Path.of("");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void every_module_is_well_in_a_new_installation() {
    assertThat(Doctor.of(checkups))
        .isNotEmpty()
        .allMatch(finding -> finding.grade() != Finding.Grade.ERROR)
        .extracting(Finding::subject)
        .contains("database", "row-level security", "master key", "webhooks", "destinations");
  }

  @Test
  void warns_where_the_defaults_are_not_for_production() {
    int exit = run(Map.of("PUBLIC_URL", "http://track.example.com", "AI_PROVIDERS", "openai"));

    assertThat(exit).isZero();
    assertThat(lines())
        .anyMatch(line -> line.startsWith("warning  LINK_URL"))
        .anyMatch(line -> line.startsWith("warning  PUBLIC_URL"))
        .anyMatch(line -> line.startsWith("warning  WhatsApp: WHATSAPP_APP_SECRET and"))
        .anyMatch(line -> line.startsWith("warning  TRUSTED_PROXIES"))
        .anyMatch(line -> line.startsWith("warning  AI openai") && line.contains("OPENAI_TERMS"))
        .anyMatch(line -> line.startsWith("warning  mail"));
  }

  @Test
  void an_attested_provider_without_a_key_is_an_error() {
    assertThat(run(Map.of("AI_PROVIDERS", "mistral,builtin", "MISTRAL_TERMS", "retention=none")))
        .isOne();
    assertThat(lines()).anyMatch(line -> line.startsWith("error    AI mistral: MISTRAL_API_KEY"));
  }

  @Test
  void a_provider_is_called_or_the_reason_why_not_is_told() {
    String terms = "retention=none;training=no;dpa=D;region=us;valid_until=";
    run(
        Map.of(
            "AI_PROVIDERS", "openai,groq,gemini",
            "OPENAI_API_KEY", "sk-1",
            "OPENAI_TERMS", terms + "2099-01-01",
            "GROQ_API_KEY", "gsk-1",
            "GROQ_TERMS", terms + "2026-01-01",
            "GEMINI_API_KEY", "g-1",
            "GEMINI_TERMS", terms + TimeConfiguration.today().plusDays(10)));
    assertThat(lines())
        .anyMatch(line -> line.startsWith("ok       AI openai: may be called, model gpt-6-luna"))
        .anyMatch(
            line -> line.startsWith("warning  AI groq: is not called: GROQ_TERMS has expired"))
        .anyMatch(line -> line.startsWith("warning  AI gemini: its attestation ends on"))
        .noneMatch(line -> line.contains("sk-1"));
  }

  @Test
  void a_key_that_others_can_read_is_an_error() throws Exception {
    Path key = Files.writeString(folder.resolve("master.key"), "x");
    Files.setPosixFilePermissions(
        key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(run(Map.of())).isOne();
    assertThat(lines())
        .anyMatch(line -> line.startsWith("error    master key") && line.contains("chmod 600"));
  }

  @Test
  void tells_what_waits_in_the_spool() throws Exception {
    Files.createDirectories(folder.resolve("spool"));
    Files.writeString(folder.resolve("spool/1.clicks"), "12345");
    run(Map.of());
    assertThat(lines()).anyMatch(line -> line.startsWith("warning  click spool: 5 bytes"));
  }

  @Test
  void a_wrong_setting_is_the_only_line_and_an_unreachable_database_the_last() {
    assertThat(run(Map.of("PORT", "many"))).isOne();
    assertThat(lines()).singleElement().asString().startsWith("error    configuration: PORT");

    written.reset();
    int exit =
        Doctor.run(
            () -> settings(Map.of()),
            settings -> {
              throw new IllegalStateException(
                  "deep inside", new SettingsException("DATABASE_URL cannot be used: refused"));
            },
            new PrintStream(written, true, StandardCharsets.UTF_8));
    assertThat(exit).isOne();
    assertThat(lines().getLast()).isEqualTo("error    start: DATABASE_URL cannot be used: refused");
  }

  private int run(Map<String, String> variables) {
    return Doctor.run(
        () -> settings(variables),
        settings -> List.of(),
        new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  private Settings settings(Map<String, String> variables) {
    var all = new HashMap<>(variables);
    all.put("POPEKI_DATA", folder.toString());
    return Settings.from(all);
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
