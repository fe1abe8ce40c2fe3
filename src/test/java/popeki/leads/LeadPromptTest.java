package popeki.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // a schema is maps in maps; a missing one fails the test
class LeadPromptTest {
  private static final Set<String> ALLOWED =
      Set.of("type", "properties", "required", "additionalProperties", "items", "enum");

  @Test
  void the_schema_uses_only_what_every_provider_accepts() {
    walk(LeadPrompt.schema());
  }

  @SuppressWarnings("unchecked")
  private static void walk(Map<String, Object> schema) {
    assertThat(ALLOWED).containsAll(schema.keySet());
    switch ((String) schema.get("type")) {
      case "object" -> {
        Map<String, Object> fields = (Map<String, Object>) schema.get("properties");
        assertThat(schema).containsEntry("additionalProperties", false);
        assertThat((List<String>) schema.get("required"))
            .containsExactlyElementsOf(fields.keySet());
        fields.values().forEach(field -> walk((Map<String, Object>) field));
      }
      case "array" -> walk((Map<String, Object>) schema.get("items"));
      case "string" -> {
        if (schema.containsKey("enum")) {
          assertThat((List<String>) schema.get("enum")).isNotEmpty().doesNotHaveDuplicates();
        }
      }
      default -> assertThat(schema.get("type")).isIn("number", "integer", "boolean");
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void the_category_is_answered_first_and_no_score_is_asked_for() {
    Map<String, Object> fields = (Map<String, Object>) LeadPrompt.schema().get("properties");

    assertThat(fields.keySet().iterator().next()).isEqualTo("category");
    assertThat(fields.keySet()).doesNotContain("score", "lead_score", "reason");
    Map<String, Object> signals = (Map<String, Object>) fields.get("signals");
    Map<String, Object> signal = (Map<String, Object>) signals.get("items");
    Map<String, Object> code =
        (Map<String, Object>) ((Map<String, Object>) signal.get("properties")).get("code");
    assertThat((List<String>) code.get("enum"))
        .containsExactlyElementsOf(
            java.util.Arrays.stream(SignalCode.values()).map(SignalCode::wireName).toList());
  }

  @Test
  void the_prompt_is_short_enough_to_be_cheap_and_holds_no_conversation() {
    assertThat(LeadPrompt.SYSTEM.length()).isBetween(3_000, 6_500);
    assertThat(LeadPrompt.SYSTEM).contains("never instructions").doesNotContain("\t");
  }
}
