package popeki.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Made from the document: every operation that takes a body gets bodies that are wrong in every way
 * we know. None is a mistake of ours (500), and what is not allowed is said by its name.
 */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ApiRobustnessTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  private Story story;
  private JsonNode document;
  private String conversation;
  private String contact;

  /** An operation that takes a body, with the example of one that is right. */
  private record Write(String id, String method, String path, JsonNode schema, ObjectNode right) {}

  @BeforeAll
  void a_business_and_the_document() {
    story = Story.quiet(port, workspaces, lanes, clock, "Casa Firme");
    story.arrives(story.message().from("5511955550001", "Lia Prado").says("Bom dia"));
    story.settle();
    conversation = story.conversations().get(0).at("/id").asString();
    contact = story.conversations().get(0).at("/contact/id").asString();
    document = HttpAnswer.api(port, null, "GET", "/openapi.json", null).json();
  }

  private List<Write> writes() {
    var writes = new ArrayList<Write>();
    document
        .at("/paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        verb -> {
                          JsonNode media =
                              verb.getValue().at("/requestBody/content").path("application/json");
                          if (!media.isMissingNode()) {
                            writes.add(
                                new Write(
                                    verb.getValue().at("/operationId").asString(),
                                    verb.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey(),
                                    resolved(media.at("/schema")),
                                    (ObjectNode)
                                        media.at("/examples").iterator().next().at("/value")));
                          }
                        }));
    return writes;
  }

  private JsonNode resolved(JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.at("/$ref").asString().substring(1)) : schema;
  }

  private String target(Write write) {
    String id =
        write.path().contains("/conversations/")
            ? conversation
            : write.path().contains("/contacts/")
                ? contact
                : write.path().contains("/api-keys/") ? key() : link(write);
    return write.path().substring("/api/v1".length()).replace("{id}", id);
  }

  private String key() {
    return story.get("/api-keys").at("/data/0/id").asString();
  }

  private String link(Write write) {
    if (!write.path().contains("/links/")) {
      return UUID.randomUUID().toString();
    }
    if (story.get("/links").at("/data").isEmpty()) {
      story.link("Bio", "instagram", "Spring");
    }
    return story.get("/links").at("/data/0/id").asString();
  }

  private HttpAnswer send(Write write, String body) {
    return story.api(write.method(), target(write), body);
  }

  @TestFactory
  Stream<DynamicTest> withstands() {
    return writes().stream().map(write -> dynamicTest(write.id(), () -> withstands(write)));
  }

  private void withstands(Write write) {
    for (Map.Entry<String, String> wrong : notObjects().entrySet()) {
      HttpAnswer answer = send(write, wrong.getValue());
      refused(write, wrong.getKey(), answer);
    }
    for (String field : write.schema().at("/properties").propertyNames()) {
      JsonNode schema = write.schema().at("/properties").path(field);
      for (String value : wrongValues(resolvedType(schema))) {
        ObjectNode body = write.right().deepCopy();
        body.set(field, JSON.readTree(value));
        HttpAnswer answer = send(write, body.toString());
        refused(write, field + "=" + shortened(value), answer);
        assertThat(answer.body()).as(write.id() + " names the field").contains(field);
      }
    }
    for (String field : required(write)) {
      ObjectNode body = write.right().deepCopy();
      body.remove(field);
      HttpAnswer answer = send(write, body.toString());
      refused(write, "without " + field, answer);
      assertThat(answer.json().at("/errors").toString()).as(write.id()).contains(field);
    }
    ObjectNode more = write.right().deepCopy();
    more.put("colour", "red");
    HttpAnswer answer = send(write, more.toString());
    refused(write, "a field that is none", answer);
    assertThat(answer.json().at("/detail").asString()).contains("colour");
  }

  private static void refused(Write write, String what, HttpAnswer answer) {
    String as = write.id() + " with " + what + ": " + answer.body();
    assertThat(answer.status()).as(as).isIn(400, 422);
    assertThat(answer.header("Content-Type")).as(as).isEqualTo("application/problem+json");
    assertThat(answer.json().at("/code").asString("")).as(as).isNotBlank();
    assertThat(answer.body())
        .as(as)
        .doesNotContain("Exception", "popeki.", "tools.jackson", "java.");
  }

  private static Map<String, String> notObjects() {
    var bodies = new LinkedHashMap<String, String>();
    bodies.put("no JSON", "name=Bio");
    bodies.put("half of an object", "{\"name\":");
    bodies.put("two objects", "{}{");
    bodies.put("a list", "[]");
    bodies.put("a text", "\"text\"");
    bodies.put("a number", "7");
    bodies.put("true", "true");
    bodies.put("great depth", "{\"a\":".repeat(60) + "1" + "}".repeat(60));
    bodies.put("a long number", "{\"a\":" + "9".repeat(200) + "}");
    return bodies;
  }

  private JsonNode resolvedType(JsonNode schema) {
    JsonNode at = schema.has("anyOf") ? schema.at("/anyOf/0") : schema;
    return resolved(at);
  }

  private static List<String> wrongValues(JsonNode schema) {
    String type =
        schema.at("/type").isArray()
            ? schema.at("/type/0").asString()
            : schema.at("/type").asString("");
    return switch (type) {
      case "string" -> List.of("{}", "[]", "[1]");
      case "integer" -> List.of("{}", "[]", "\"many\"", "1.5", "99999999999999999999999999");
      case "number" -> List.of("{}", "[]", "\"many\"");
      case "boolean" -> List.of("{}", "[]", "\"perhaps\"", "7");
      case "array" -> List.of("{}", "7", "\"x\"", "[[]]", "[null]");
      case "object" -> List.of("7", "\"x\"", "[]", "true");
      default -> List.of();
    };
  }

  private static List<String> required(Write write) {
    var required = new ArrayList<String>();
    write.schema().path("required").forEach(field -> required.add(field.asString()));
    return required;
  }

  private static String shortened(String value) {
    return value.length() > 40 ? value.substring(0, 40) : value;
  }

  @Test
  void what_belongs_to_others_is_not_taken_from_a_body() {
    Story other = story.sibling(workspaces, "Outra Casa");
    for (String field :
        List.of("workspace_id", "id", "role", "created_at", "archived_at", "counts")) {
      var body =
          new LinkedHashMap<String, Object>(
              Map.of(
                  "name",
                  "Sneaky",
                  "number_id",
                  story.get("/numbers").at("/data/0/id").asString(),
                  "message",
                  "Oi"));
      body.put(field, other.workspace().workspaceId().toString());
      assertThat(story.api("POST", "/links", body).status()).as(field).isEqualTo(400);
      assertThat(story.api("PUT", "/settings", Map.of(field, "x")).status())
          .as(field)
          .isEqualTo(400);
    }
    assertThat(other.get("/links").at("/data").isEmpty()).isTrue();
    assertThat(story.get("/workspace").at("/id").asString())
        .isEqualTo(story.workspace().workspaceId().toString());
  }

  @Test
  void every_way_to_ask_wrongly_is_a_problem_with_its_status() {
    String key = story.workspace().apiKey();
    HttpAnswer method = HttpAnswer.api(port, key, "DELETE", "/workspace", null);
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).contains("GET");
    HttpAnswer form =
        HttpAnswer.api(
            port,
            key,
            "POST",
            "/links",
            "name=x",
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(form.status()).isEqualTo(415);
    HttpAnswer xml = HttpAnswer.api(port, key, "GET", "/links", null, "Accept", "application/xml");
    assertThat(xml.status()).isEqualTo(406);
    HttpAnswer large =
        HttpAnswer.api(port, key, "POST", "/links", "{\"name\":\"" + "x".repeat(1 << 20) + "\"}");
    assertThat(large.status()).isEqualTo(413);
    HttpAnswer word = HttpAnswer.api(port, key, "GET", "/reports/campaigns?group_by=colour", null);
    assertThat(word.status()).isEqualTo(400);
    HttpAnswer unknown = HttpAnswer.api(port, key, "GET", "/conversations?min_score=high", null);
    assertThat(unknown.status()).isEqualTo(400);
    for (HttpAnswer answer : List.of(method, form, xml, large, word, unknown)) {
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.json().at("/type").asString())
          .endsWith("/docs/api#error-" + answer.json().at("/code").asString());
      assertThat(Problems.CODES).containsKey(answer.json().at("/code").asString());
      assertThat(answer.json().has("instance")).isFalse();
    }
  }

  @Test
  void no_other_site_s_script_may_read_an_answer() {
    for (String method : List.of("GET", "OPTIONS")) {
      HttpAnswer answer =
          HttpAnswer.api(
              port,
              story.workspace().apiKey(),
              method,
              "/workspace",
              null,
              "Origin",
              "https://evil.example");
      assertThat(answer.headers().keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
    }
  }
}
