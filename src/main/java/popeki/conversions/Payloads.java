package popeki.conversions;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.ConversionId;
import popeki.kernel.WorkspaceId;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as text: written once, sealed in the ledger, wrapped into a body for each attempt. A
 * hashed phone is still personal data, so it lies sealed like the phone itself.
 */
@Component
class Payloads implements SealedColumns {
  private final Vault vault;
  private final JsonMapper json;
  private final ObjectReader exact;

  Payloads(Vault vault, JsonMapper json) {
    this.vault = vault;
    this.json = json;
    this.exact =
        json.reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
  }

  String event(MetaPayload.Letter letter) {
    return json.writeValueAsString(MetaPayload.event(letter));
  }

  /** The body of one event; the partner's name says who sends for the business. */
  String body(String event, @Nullable String testEventCode) {
    String test =
        testEventCode == null
            ? ""
            : ",\"test_event_code\":" + json.writeValueAsString(testEventCode);
    return "{\"data\":[" + event + "]" + test + ",\"partner_agent\":\"popekitrack\"}";
  }

  /** For people: one field a line. */
  String pretty(String event) {
    return json.writerWithDefaultPrettyPrinter().writeValueAsString(tree(event));
  }

  /** The event as a tree, its amounts to the digit. */
  JsonNode tree(String event) {
    return exact.readTree(event);
  }

  byte[] seal(WorkspaceId workspace, ConversionId id, String event) {
    return vault.seal(workspace, place(id), event.getBytes(StandardCharsets.UTF_8));
  }

  String open(WorkspaceId workspace, ConversionId id, byte[] sealed) {
    return new String(vault.open(workspace, place(id), sealed), StandardCharsets.UTF_8);
  }

  /**
   * What would go if it went now, by the best way its click opens; for a conversation without any,
   * by the phone alone. Nothing when nothing may be said about the person.
   */
  Optional<String> preview(Assessments.Assessment assessment) {
    var question = assessment.question();
    var subject = question.subject();
    if (subject == null || question.suppressed() || isAskedNotToTrack(subject)) {
      return Optional.empty();
    }
    var ways = Preflight.ways(question);
    Route route = ways.isEmpty() ? Route.WEB : ways.getFirst();
    String wanted = question.event().eventName();
    String name = EventNames.resolve(route, wanted).orElse(wanted);
    String page =
        assessment.decision() instanceof Decision.Send way ? way.dataset().pageId() : null;
    return Optional.of(event(new MetaPayload.Letter(question.event(), subject, route, name, page)));
  }

  private static boolean isAskedNotToTrack(Subject subject) {
    return subject.touch() != null && subject.touch().gpc();
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byId(
            "conversions.conversion", "payload_sealed", (_, id) -> place(ConversionId.of(id))));
  }

  private static Vault.Place place(ConversionId id) {
    return new Vault.Place("conversions.conversion", "payload_sealed", id.value());
  }
}
