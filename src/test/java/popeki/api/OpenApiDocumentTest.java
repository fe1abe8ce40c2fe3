package popeki.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.platform.Settings;
import tools.jackson.databind.JsonNode;

/** The served document says what a stranger needs, in the words of the wire. */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class OpenApiDocumentTest {
  @Autowired Settings settings;
  @LocalServerPort int port;
  private JsonNode document;
  private final List<JsonNode> operations = new ArrayList<>();

  @BeforeAll
  void the_document() throws Exception {
    HttpAnswer answer = HttpAnswer.api(port, null, "GET", "/openapi.json", null);
    assertThat(answer.status()).isEqualTo(200);
    document = answer.json();
    Files.writeString(Path.of("target/openapi.json"), document.toPrettyString());
    document.at("/paths").forEach(path -> path.forEach(operations::add));
  }

  @Test
  void it_is_openapi_3_1_with_a_title_a_server_and_the_conventions() {
    assertThat(document.at("/openapi").asString()).startsWith("3.1");
    assertThat(document.at("/info/title").asString()).isEqualTo("Popeki Track API");
    assertThat(document.at("/info/description").asString())
        .contains(
            "Idempotency-Key", "next_cursor", "problem+json", "RateLimit", "from", "currency");
    assertThat(document.at("/servers/0/url").asString()).isEqualTo(settings.publicUrl().toString());
    assertThat(document.at("/components/securitySchemes/api_key/scheme").asString())
        .isEqualTo("bearer");
  }

  @Test
  void every_operation_has_a_name_a_summary_a_topic_and_a_scope() {
    var ids = new HashSet<String>();
    for (JsonNode operation : operations) {
      String id = operation.at("/operationId").asString();
      assertThat(ids.add(id)).as(id + " is there once").isTrue();
      assertThat(id).matches("[a-z][A-Za-z]+");
      assertThat(operation.at("/summary").asString("")).as(id).isNotBlank();
      assertThat(operation.at("/tags").size()).as(id).isEqualTo(1);
      if (id.startsWith("getOpenApi")) {
        assertThat(operation.at("/security").isArray()).isTrue();
        assertThat(operation.at("/security").size()).as("no key").isZero();
      } else {
        assertThat(operation.at("/security/0/api_key/0").asString())
            .isIn("read", "write", "privacy", "admin")
            .isEqualTo(operation.at("/x-required-scope").asString());
        for (String status : List.of("401", "403", "429")) {
          assertThat(operation.at("/responses").has(status)).as(id + " " + status).isTrue();
        }
      }
    }
  }

  @Test
  void names_are_those_of_the_wire_and_nothing_of_the_framework_shows() {
    String text = document.toString();
    assertThat(text)
        .doesNotContain(
            "ApiCaller",
            "\"Period\"",
            "\"Paging\"",
            "nextCursor",
            "ResponseEntity",
            "JsonNode",
            "popeki.");
    var wrong = new TreeSet<String>();
    document
        .at("/components/schemas")
        .properties()
        .forEach(
            schema ->
                schema
                    .getValue()
                    .path("properties")
                    .propertyNames()
                    .forEach(
                        name -> {
                          if (!name.matches("[a-z][a-z0-9_]*")) {
                            wrong.add(schema.getKey() + "." + name);
                          }
                        }));
    assertThat(wrong).isEmpty();
  }

  @Test
  void every_reference_leads_somewhere() {
    var broken = new TreeSet<String>();
    check(document, broken);
    assertThat(broken).isEmpty();
  }

  private void check(JsonNode node, Set<String> broken) {
    if (node.isObject() && node.path("$ref").isString()) {
      String reference = node.path("$ref").asString();
      if (document.at(reference.substring(1)).isMissingNode()) {
        broken.add(reference);
      }
    }
    node.forEach(child -> check(child, broken));
  }

  @Test
  void lists_take_limit_and_cursor_and_writes_an_idempotency_key() {
    for (JsonNode operation : operations) {
      var names = new TreeSet<String>();
      operation.at("/parameters").forEach(parameter -> names.add(parameter.at("/name").asString()));
      if (operation.has("requestBody")) {
        assertThat(names).as(operation.at("/operationId").asString()).contains("Idempotency-Key");
      }
    }
    JsonNode list = document.at("/paths/~1api~1v1~1links/get");
    assertThat(list.toString()).contains("\"limit\"", "\"maximum\":200", "\"cursor\"", "text/csv");
    assertThat(document.at("/paths/~1api~1v1~1clicks/get").toString())
        .contains("\"from\"", "\"to\"", "\"link_id\"");
  }

  @Test
  void closed_lists_and_required_fields_are_told() {
    JsonNode draft = document.at("/components/schemas/LinkDraft");
    assertThat(draft.at("/required").toString()).contains("name", "number_id", "message");
    assertThat(draft.at("/properties/code").toString()).contains("visible", "invisible");
    assertThat(document.at("/components/schemas/Attribution/properties/method/enum").toString())
        .contains("ctwa", "probable");
    assertThat(document.toString()).contains("not_configured: no destination is set");
  }
}
