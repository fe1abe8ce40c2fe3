package popeki.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.ai.TestCalls;
import popeki.platform.Lanes;
import popeki.platform.Settings;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Executes every example of the served document, in order, against a business of its own.
 *
 * <p>What is invented in the examples (ids, times, keys) is learned: where an answer differs from
 * the documented one in a text that has a digit, the documented text stands for the real one, and
 * later requests are sent with the real one. Words, true and false, null, and the names of all
 * fields must be as documented; and what comes must be what the schema allows, with nothing that
 * the schema does not name.
 *
 * <p>{@code -Dpopeki.write=true} writes the answers into the files, keeping what stands there for
 * an id already.
 */
@PopekiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class OpenApiExamplesTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final Path FILES = Path.of("src/main/resources/openapi/examples");

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired Settings settings;
  @Autowired ApiRoutes routes;
  @Autowired BeanFactory beans;
  @LocalServerPort int port;

  private final Map<String, String> real = new LinkedHashMap<>();
  private Story story;
  private JsonNode document;

  @BeforeAll
  void a_business_and_the_document() {
    story = Story.quiet(port, workspaces, lanes, clock, "Ponte Nova Imóveis");
    String link = story.link("Spring sale – profile", "instagram", "Spring sale");
    story.arrives(
        story
            .message()
            .from("5511912340001", "Bruno Tavares")
            .says("Bom dia, posso visitar amanhã?")
            .ad("120200000000012", "ARAkExample"));
    String text = story.click(link, "?utm_source=ig&utm_campaign=spring&fbclid=IwAR0example");
    story.arrives(story.message().from("5511987654321", "Ana Paula").says(text));
    story.arrives(
        story
            .message()
            .from("5511987654321", "Ana Paula")
            .says("Qual o preço do apartamento de dois quartos? Quero visitar hoje"));
    story.settle();
    TestCalls.answered(beans, story.workspace().workspaceId());
    real.put(
        "106540352242922",
        String.valueOf(100_000_000_000_000L + (UUID.randomUUID().hashCode() & 0x7fffffffL)));
    HttpAnswer served = HttpAnswer.api(port, null, "GET", "/openapi.json", null);
    assertThat(served.status()).isEqualTo(200);
    document = served.json();
  }

  @TestFactory
  Stream<DynamicTest> executes() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (Path file : files()) {
      List<Example> examples = Example.parse(Files.readString(file));
      var written = new ArrayList<String>();
      for (Example example : examples) {
        tests.add(
            dynamicTest(
                example.operation() + ": " + example.title(), () -> written.add(execute(example))));
      }
      if (Boolean.getBoolean("popeki.write")) {
        tests.add(
            dynamicTest(
                "writes " + file.getFileName(),
                () -> {
                  assertThat(written).as("a failed one must not get lost").hasSameSizeAs(examples);
                  Files.writeString(file, String.join("\n", written));
                }));
      }
    }
    return tests.stream();
  }

  @Test
  void every_operation_has_an_example_and_every_example_an_operation() throws IOException {
    var shown = new TreeSet<String>();
    for (Path file : files()) {
      Example.parse(Files.readString(file)).forEach(example -> shown.add(example.operation()));
    }
    var described = new TreeSet<String>();
    operations().forEach((_, operation) -> described.add(operation.at("/operationId").asString()));
    assertThat(shown).isEqualTo(described);
  }

  @Test
  void every_route_is_described_and_every_described_route_is_there() {
    var real = new TreeSet<String>();
    routes.all().forEach(route -> real.add(route.key()));
    assertThat(operations().keySet()).isEqualTo(real);
    assertThat(real).hasSizeGreaterThan(30);
  }

  private Map<String, JsonNode> operations() {
    var operations = new java.util.TreeMap<String, JsonNode>();
    document
        .at("/paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        verb ->
                            operations.put(
                                verb.getKey().toUpperCase(java.util.Locale.ROOT)
                                    + " "
                                    + path.getKey(),
                                verb.getValue())));
    return operations;
  }

  private String execute(Example example) {
    HttpAnswer answer = send(example);
    assertThat(answer.status()).as(answer.body()).isEqualTo(example.status());
    JsonNode operation = operation(example);
    JsonNode described = operation.at("/responses/" + example.status());
    assertThat(described.isMissingNode()).as("the status is described").isFalse();
    boolean write = Boolean.getBoolean("popeki.write");
    String shown = example.answer();
    if (answer.body().isEmpty()) {
      assertThat(described.at("/content").isMissingNode()).isTrue();
    } else if (answer.header("Content-Type").startsWith("application/json")) {
      JsonNode came = answer.json();
      JsonNode schema = described.at("/content").path("application/json").path("schema");
      assertThat(schema.isMissingNode()).isFalse();
      assertThat(schema(schema).validate(came)).as("the schema allows it: " + came).isEmpty();
      if (!example.operation().startsWith("getOpenApi")) {
        if (!shown.isEmpty()) {
          learn("", JSON.readTree(shown), came, !write);
        }
        assertThat(write || !shown.isEmpty()).as("the answer is shown").isTrue();
        shown = documented(JSON.writeValueAsString(came));
      }
    } else {
      String type = answer.header("Content-Type").replaceFirst(";.*", "");
      assertThat(described.at("/content").has(type)).as(type).isTrue();
      if (example.isCsv()) {
        String head = answer.body().lines().findFirst().orElse("");
        assertThat(write || shown.startsWith(head)).as(head).isTrue();
        shown = documented(answer.body().replace("\r\n", "\n").strip());
      }
    }
    return written(example, shown);
  }

  private HttpAnswer send(Example example) {
    var headers = new ArrayList<String>();
    example
        .headers()
        .forEach(
            (name, value) -> {
              headers.add(name);
              headers.add(value);
            });
    boolean open =
        operation(example).at("/security").isEmpty() && operation(example).has("security");
    return HttpAnswer.api(
        port,
        open ? null : story.workspace().apiKey(),
        example.method(),
        actual(example.target()).substring("/api/v1".length()),
        example.body().isEmpty() ? null : actual(example.body()),
        headers.toArray(String[]::new));
  }

  private JsonNode operation(Example example) {
    return operations().values().stream()
        .filter(operation -> operation.at("/operationId").asString().equals(example.operation()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no operation " + example.operation()));
  }

  /** With everything that the document defines, and closed: what is not named is not allowed. */
  private Schema schema(JsonNode schema) {
    ObjectNode whole = JSON.createObjectNode();
    whole.set("components", document.at("/components").deepCopy());
    whole.set("allOf", JSON.createArrayNode().add(schema.deepCopy()));
    close(whole);
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(JSON.writeValueAsString(whole));
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(OpenApiExamplesTest::close);
  }

  private void learn(String at, JsonNode documented, JsonNode came, boolean strict) {
    if (documented.isObject()) {
      assertThat(came.isObject()).as(at).isTrue();
      if (strict && !at.endsWith("/payload")) {
        assertThat(new TreeSet<>(came.propertyNames()))
            .as(at)
            .isEqualTo(new TreeSet<>(documented.propertyNames()));
      }
      documented
          .properties()
          .forEach(
              field ->
                  learn(
                      at + "/" + field.getKey(),
                      field.getValue(),
                      came.path(field.getKey()),
                      strict));
    } else if (documented.isArray()) {
      assertThat(came.size()).as(at).isGreaterThanOrEqualTo(documented.size());
      for (int i = 0; i < documented.size(); i++) {
        learn(at + "/" + i, documented.get(i), came.get(i), strict);
      }
    } else if (documented.isString() && came.isString()) {
      learn(at, documented.asString(), came.asString());
    } else {
      assertThat(came.getNodeType()).as(at).isEqualTo(documented.getNodeType());
      if (documented.isBoolean()) {
        assertThat(came).as(at).isEqualTo(documented);
      }
    }
  }

  private void learn(String at, String documented, String came) {
    if (came.equals(actual(documented))) {
      return;
    }
    assertThat(documented).as(at + " is " + came).matches("(?s).*[0-9].*");
    if (documented.length() >= 15) {
      real.put(documented, came);
    }
  }

  private String actual(String text) {
    String filled = text.replace(ApiExamples.PLACEHOLDER, settings.publicUrl().toString());
    for (String documented : longestFirst(real.keySet())) {
      filled = filled.replace(documented, String.valueOf(real.get(documented)));
    }
    return filled;
  }

  private String documented(String text) {
    String shown = text;
    for (Map.Entry<String, String> pair : real.entrySet()) {
      shown = shown.replace(pair.getValue(), pair.getKey());
    }
    return shown.replace(settings.publicUrl().toString(), ApiExamples.PLACEHOLDER);
  }

  private static List<String> longestFirst(java.util.Set<String> texts) {
    return texts.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  private static String written(Example example, @Nullable String answer) {
    var text = new StringBuilder("### ").append(example.operation());
    text.append(' ').append(example.title()).append('\n');
    text.append(example.method()).append(' ').append(example.target()).append('\n');
    example.headers().forEach((name, value) -> text.append(name + ": " + value + "\n"));
    if (!example.body().isEmpty()) {
      text.append('\n').append(example.body()).append('\n');
    }
    text.append("\nHTTP/1.1 ").append(example.status()).append('\n');
    if (answer != null && !answer.isEmpty()) {
      text.append('\n').append(answer).append('\n');
    }
    return text.toString();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.sorted().toList();
    }
  }
}
