package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate, obstacle by obstacle. */
class AiSettingsTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);
  private static final String TERMS =
      "retention=none;training=no;dpa=DPA-7;region=%s;valid_until=2027-06-30";

  @ParameterizedTest
  @EnumSource(AiKind.class)
  void an_attested_provider_with_what_it_needs_may_be_called(AiKind kind) {
    AiSettings ai = settings(kind, Map.of());
    assertThat(ai.inForce(TODAY)).extracting(AiProvider::kind).containsExactly(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retention=none;training=no;dpa=D;region=us;valid_until=2026-11-25    | ''",
        "retention=zdr_contract;training=no;dpa=D;region=us;valid_until=2027-01-01 | ''",
        "retention=self_hosted;training=no;dpa=own;region=eu;valid_until=2027-01-01 | ''",
        " Retention = none ; training=none; dpa=D ;region=US;valid_until=2027-01-01; | ''",
        "retention=none;training=no;dpa=D;region=us;valid_until=2026-11-24    | EXPIRED",
        "retention=none;training=no;dpa=D;region=us                           | NOT_DATED",
        "retention=none;training=no;dpa=D;valid_until=2027-01-01              | NO_REGION",
        "retention=none;training=no;region=us;valid_until=2027-01-01          | NO_DPA",
        "retention=none;training=no;dpa=<reference>;region=us;valid_until=2027-01-01 | NO_DPA",
        "retention=none;training=no;dpa=;region=us;valid_until=2027-01-01     | NO_DPA",
        "retention=none;training=yes;dpa=D;region=us;valid_until=2027-01-01   | TRAINS",
        "retention=none;dpa=D;region=us;valid_until=2027-01-01                | NO_TRAINING",
        "training=no;dpa=D;region=us;valid_until=2027-01-01                   | NO_RETENTION",
        "retention=30d;training=no;dpa=D;region=us;valid_until=2027-01-01     | KEEPS",
        "retention=1d;training=no;dpa=D;region=us;valid_until=2027-01-01      | KEEPS",
        "retention=up_to_30_days;training=no;dpa=D;region=us;valid_until=2027-01-01 | KEEPS",
        "retention=31d;training=no;dpa=D;region=us;valid_until=2027-01-01     | KEEPS_TOO_LONG",
        "retention=none                        | NO_TRAINING NO_DPA NO_REGION NOT_DATED",
      })
  void an_attestation_is_in_force_only_as_a_whole(String terms, String obstacles) {
    assertThat(obstacles(settings(AiKind.OPENAI, Map.of("OPENAI_TERMS", terms))))
        .containsExactlyElementsOf(words(obstacles));
  }

  @Test
  void thirty_days_are_admitted_by_the_operators_word_alone_and_more_never() {
    for (var each :
        Map.of("30d", List.of(), "31d", List.of(AiObstacle.KEEPS_TOO_LONG)).entrySet()) {
      assertThat(
              obstacles(
                  settings(
                      AiKind.OPENAI,
                      Map.of(
                          "AI_ALLOW_RETENTION",
                          "30d",
                          "OPENAI_TERMS",
                          "retention="
                              + each.getKey()
                              + ";training=no;dpa=D;region=us;valid_until=2027-01-01"))))
          .as(each.getKey())
          .isEqualTo(each.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI       |                                        | us | NOT_IN_THE_EU",
        "OPENAI       |                                        | eu | ''",
        "OPENAI       | https://api.openai.com/v1              | eu | ADDRESS_OUTSIDE_THE_EU",
        "OPENAI       | https://us.api.openai.com/v1           | eu | ADDRESS_OUTSIDE_THE_EU",
        "OPENAI       | https://eu.api.openai.com/v1           | eu | ''",
        "OPENAI       | https://gateway.example.eu/v1          | eu | ''",
        "OPENAI       | https://eu.api.openai.com.example.com/v1 | eu | ''",
        "ANTHROPIC    |                                        | eu | ADDRESS_OUTSIDE_THE_EU",
        "GEMINI       |                                        | eu | ADDRESS_OUTSIDE_THE_EU",
        "GROQ         |                                        | eu | ADDRESS_OUTSIDE_THE_EU",
        "MISTRAL      |                                        | eu | ''",
        "OPENROUTER   |                                        | eu | ''",
        "OPENROUTER   | https://openrouter.ai/api/v1           | eu | ADDRESS_OUTSIDE_THE_EU",
        "AZURE_OPENAI | https://acme.openai.azure.com/openai/v1 | eu | ''",
        "OLLAMA       |                                        | eu | ''",
        "OLLAMA       |                                        | br | NOT_IN_THE_EU",
      })
  void in_the_eu_nothing_is_processed_elsewhere(
      AiKind kind, String base, String region, String obstacles) {
    var changed = new HashMap<String, String>();
    changed.put("POPEKI_REGION", "eu");
    changed.put(kind + "_TERMS", TERMS.formatted(region));
    if (base != null) {
      changed.put(kind + "_BASE_URL", base);
    }
    assertThat(obstacles(settings(kind, changed))).containsExactlyElementsOf(words(obstacles));
  }

  @Test
  void in_the_eu_the_usual_address_is_the_one_there() {
    Map<String, String> eu = Map.of("POPEKI_REGION", "eu", "OPENAI_TERMS", TERMS.formatted("eu"));
    assertThat(settings(AiKind.OPENAI, eu).providers().getFirst().base())
        .isEqualTo(URI.create("https://eu.api.openai.com/v1"));
    assertThat(settings(AiKind.OPENAI, Map.of()).providers().getFirst().base())
        .isEqualTo(URI.create("https://api.openai.com/v1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI_API_KEY        | OPENAI       | ''                         | NO_KEY",
        "OPENAI_TERMS          | OPENAI       | ''                         | NO_TERMS",
        "AZURE_OPENAI_BASE_URL | AZURE_OPENAI | ''                         | NO_ADDRESS",
        "AZURE_OPENAI_MODEL    | AZURE_OPENAI | ''                         | NO_MODEL",
        "OLLAMA_MODEL          | OLLAMA       | gpt-oss:120b-cloud         | CLOUD_MODEL",
        "OLLAMA_MODEL          | OLLAMA       | glm-5:cloud                | CLOUD_MODEL",
        "OPENROUTER_MODEL      | OPENROUTER   | meta/llama-4:free          | FREE_MODEL",
        "OPENAI_BASE_URL       | OPENAI       | http://llm.example.com/v1  | NOT_ENCRYPTED",
        "OPENAI_BASE_URL       | OPENAI       | http://8.8.8.8/v1          | NOT_ENCRYPTED",
        "OLLAMA_BASE_URL       | OLLAMA       | http://ollama:11434/v1     | ''",
        "OLLAMA_BASE_URL       | OLLAMA       | http://192.168.3.4:11434/v1 | ''",
        "OPENAI_BASE_URL       | OPENAI       | http://127.0.0.1:9/v1/     | ''",
      })
  void what_is_missing_or_unsafe_is_named(
      String name, AiKind kind, String value, String obstacles) {
    AiSettings ai = settings(kind, Map.of(name, value));
    assertThat(obstacles(ai)).containsExactlyElementsOf(words(obstacles));
    for (AiObstacle obstacle : words(obstacles)) {
      assertThat(obstacle.text(ai.providers().getFirst())).contains(name);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI_TERMS       | retention=forever;training=no",
        "OPENAI_TERMS       | retention=none;training=perhaps",
        "OPENAI_TERMS       | retention=none;valid_until=30.06.2027",
        "OPENAI_TERMS       | retention=none;retention=30d",
        "OPENAI_TERMS       | colour=green",
        "OPENAI_TERMS       | yes",
        "OPENAI_TERMS       | region=somewhere nice",
        "GROQ_TERMS         | yes",
        "OPENAI_BASE_URL    | api.openai.com/v1",
        "OPENAI_BASE_URL    | https://user:pass@api.openai.com/v1",
        "OPENAI_BASE_URL    | https://api.openai.com/v1?key=1",
        "OPENAI_API_KEY     | 'sk-abc def'",
        "OPENAI_MODEL       | 'gpt 6'",
        "OPENAI_PRICE       | cheap",
        "AI_ALLOW_RETENTION | 60d",
        "AI_BUDGET          | workspace_day=lots",
        "AI_BUDGET          | year=1",
      })
  void what_cannot_be_read_stops_the_start_and_the_variable_is_named(String name, String value) {
    assertThatThrownBy(() -> Settings.from(Map.of(name, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(name)
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .doesNotContain("\n")
                    .as("never the key or a password")
                    .doesNotContain("sk-abc", "user:pass"));
  }

  @Test
  void providers_keep_the_order_in_which_they_are_named_and_their_keys_are_not_printed() {
    var values = new HashMap<String, String>();
    values.put("AI_PROVIDERS", "mistral, OpenAI ,builtin,mistral");
    values.put("OPENAI_API_KEY", "sk-secret");
    AiSettings ai = AiSettings.of(Settings.from(values));
    assertThat(ai.providers())
        .extracting(AiProvider::kind)
        .containsExactly(AiKind.MISTRAL, AiKind.OPENAI);
    assertThat(ai.toString()).doesNotContain("sk-secret");
  }

  @Test
  void budgets_can_be_changed_one_by_one() {
    var budget =
        AiSettings.of(Settings.from(Map.of("AI_BUDGET", "workspace_day=5_000;month=7;"))).budget();
    assertThat(budget.workspaceDay()).isEqualTo(5_000);
    assertThat(budget.month()).isEqualTo(7);
    assertThat(budget.day()).isEqualTo(AiBudget.DEFAULT.day());
  }

  @Test
  void an_attestation_that_ends_within_thirty_days_is_called_old() {
    AiSettings ai = settings(AiKind.OPENAI, Map.of());
    AiProvider provider = ai.providers().getFirst();
    assertThat(ai.endsSoon(provider, LocalDate.of(2027, 5, 31))).isFalse();
    assertThat(ai.endsSoon(provider, LocalDate.of(2027, 6, 1))).isTrue();
  }

  private static List<AiObstacle> obstacles(AiSettings ai) {
    return ai.obstacles(ai.providers().getFirst(), TODAY);
  }

  private static List<AiObstacle> words(String names) {
    return Arrays.stream(names.split(" "))
        .filter(name -> !name.isEmpty())
        .map(AiObstacle::valueOf)
        .toList();
  }

  private static AiSettings settings(AiKind kind, Map<String, String> changed) {
    var values = new HashMap<String, String>();
    values.put("AI_PROVIDERS", kind.wire());
    values.put(kind + "_TERMS", TERMS.formatted("us"));
    if (kind != AiKind.OLLAMA) {
      values.put(kind + "_API_KEY", "sk-secret");
    }
    if (kind == AiKind.AZURE_OPENAI) {
      values.put("AZURE_OPENAI_BASE_URL", "https://acme.openai.azure.com/openai/v1");
      values.put("AZURE_OPENAI_MODEL", "labels");
    }
    values.putAll(changed);
    return AiSettings.of(Settings.from(values));
  }
}
