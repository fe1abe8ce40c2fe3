package popeki.api;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document as a page reads it. */
public record ApiPageView(
    String server,
    List<Section> rules,
    List<TopicView> topics,
    List<Shape> shapes,
    Map<String, String> codes) {

  /** A convention with its paragraphs. */
  public record Section(String id, String title, List<List<Piece>> paragraphs) {}

  /** A piece of a sentence: words, or what is typed. */
  public record Piece(String text, boolean code) {}

  public record TopicView(String id, String title, String about, List<OperationView> operations) {}

  /**
   * An operation.
   *
   * @param scope null where no key is needed
   * @param body the fields of the request's body, nested ones by their path
   * @param answer what comes back, in a word; null for nothing
   * @param answerShape the name of its schema, or null
   */
  public record OperationView(
      String id,
      String method,
      String path,
      String summary,
      List<Piece> about,
      @Nullable String scope,
      List<Row> parameters,
      List<Row> body,
      String status,
      @Nullable String answer,
      @Nullable String answerShape,
      boolean csv,
      List<Sample> samples,
      List<String> errors) {}

  /** A parameter or a field. */
  public record Row(
      String name,
      String type,
      boolean required,
      List<Piece> about,
      List<String> values,
      @Nullable String shape) {}

  public record Sample(String title, String curl, int status, String answer) {}

  /** A named schema as a table. */
  public record Shape(String name, List<Piece> about, List<Row> fields) {}

  static ApiPageView of(OpenAPI document, ApiExamples examples) {
    String server = document.getServers().getFirst().getUrl();
    var reading = new Reading(document, examples, server);
    return new ApiPageView(
        server,
        Conventions.ALL.stream()
            .map(
                rule ->
                    new Section(
                        rule.id(),
                        rule.title(),
                        rule.paragraphs().stream().map(ApiPageView::pieces).toList()))
            .toList(),
        document.getTags().stream().map(reading::topic).toList(),
        reading.shapes(),
        Problems.CODES);
  }

  /** {@code Take `read` only} is three pieces. */
  static List<Piece> pieces(@Nullable String text) {
    var pieces = new ArrayList<Piece>();
    boolean code = false;
    for (String part : text == null ? new String[0] : text.split("`", -1)) {
      if (!part.isEmpty()) {
        pieces.add(new Piece(part, code));
      }
      code = !code;
    }
    return List.copyOf(pieces);
  }

  static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private record Reading(OpenAPI document, ApiExamples examples, String server) {
    TopicView topic(Tag tag) {
      var operations = new ArrayList<OperationView>();
      document
          .getPaths()
          .forEach(
              (path, item) ->
                  item.readOperationsMap()
                      .forEach(
                          (verb, operation) -> {
                            if (operation.getTags().contains(tag.getName())) {
                              operations.add(operation(path, verb, operation));
                            }
                          }));
      return new TopicView(anchor(tag.getName()), tag.getName(), tag.getDescription(), operations);
    }

    private OperationView operation(String path, PathItem.HttpMethod verb, Operation operation) {
      var first = operation.getResponses().entrySet().iterator().next();
      String status = first.getKey();
      Content content = first.getValue().getContent();
      Schema<?> answer = content == null ? null : content.values().iterator().next().getSchema();
      Object scope =
          operation.getExtensions() == null
              ? null
              : operation.getExtensions().get(Operations.SCOPE);
      boolean open = scope == null;
      return new OperationView(
          operation.getOperationId(),
          verb.name(),
          path,
          String.valueOf(operation.getSummary()),
          pieces(operation.getDescription()),
          scope == null ? null : scope.toString(),
          operation.getParameters().stream().map(this::row).toList(),
          body(operation),
          status,
          answer == null ? null : words(answer),
          answer == null ? null : shapeOf(answer),
          content != null && content.containsKey("text/csv"),
          examples.of(operation.getOperationId()).stream()
              .map(
                  example ->
                      new Sample(
                          Operations.title(example),
                          example.curl(server, !open),
                          example.status(),
                          example.answer()))
              .toList(),
          operation.getResponses().keySet().stream().filter(code -> code.startsWith("4")).toList());
    }

    private List<Row> body(Operation operation) {
      if (operation.getRequestBody() == null) {
        return List.of();
      }
      var rows = new ArrayList<Row>();
      Schema<?> schema =
          operation.getRequestBody().getContent().values().iterator().next().getSchema();
      fields("", resolved(schema), rows, 0);
      return rows;
    }

    private void fields(String before, Schema<?> schema, List<Row> rows, int depth) {
      Map<String, Schema<?>> properties = properties(schema);
      if (depth > 3) {
        return;
      }
      List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
      properties.forEach(
          (name, value) -> {
            rows.add(field(before + name, value, required.contains(name)));
            Schema<?> inner = value.getItems() == null ? value : value.getItems();
            fields(
                before + name + (value.getItems() == null ? "." : "[]."),
                resolved(inner),
                rows,
                depth + 1);
          });
    }

    List<Shape> shapes() {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      document
          .getComponents()
          .getSchemas()
          .forEach((name, schema) -> shapes.put(name, shape(name, schema)));
      return shapes.values().stream().filter(shape -> !shape.fields().isEmpty()).toList();
    }

    private Shape shape(String name, Schema<?> schema) {
      var rows = new ArrayList<Row>();
      Map<String, Schema<?>> properties = properties(schema);
      List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
      properties.forEach((field, value) -> rows.add(field(field, value, required.contains(field))));
      return new Shape(name, pieces(schema.getDescription()), rows);
    }

    private Row row(Parameter parameter) {
      Schema<?> schema = parameter.getSchema();
      String name =
          "header".equals(parameter.getIn())
              ? parameter.getName() + " (header)"
              : parameter.getName();
      return new Row(
          name,
          words(schema),
          Boolean.TRUE.equals(parameter.getRequired()),
          pieces(parameter.getDescription()),
          values(schema),
          null);
    }

    private Row field(String name, Schema<?> schema, boolean required) {
      return new Row(
          name,
          words(schema),
          required,
          pieces(schema.getDescription()),
          values(schema.getItems() == null ? schema : schema.getItems()),
          shapeOf(schema));
    }

    private Schema<?> resolved(Schema<?> schema) {
      String name = shapeOf(schema);
      Schema<?> found = name == null ? null : document.getComponents().getSchemas().get(name);
      return found == null ? schema : found;
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map<String, Schema<?>> properties(Schema<?> schema) {
    Map<String, Schema> known = schema.getProperties();
    return known == null ? Map.of() : (Map<String, Schema<?>>) (Map) known;
  }

  private static Schema<?> named(Map<String, Schema<?>> properties, String name) {
    return java.util.Objects.requireNonNull(properties.get(name));
  }

  private static List<String> values(Schema<?> schema) {
    return schema.getEnum() == null
        ? List.of()
        : schema.getEnum().stream()
            .filter(value -> value != null)
            .map(String::valueOf)
            .collect(Collectors.toList());
  }

  private static @Nullable String shapeOf(Schema<?> schema) {
    if (schema.get$ref() != null) {
      return schema.get$ref().replaceFirst(".*/", "");
    }
    if (schema.getItems() != null) {
      return shapeOf(schema.getItems());
    }
    if (schema.getAnyOf() != null) {
      return shapeOf(schema.getAnyOf().getFirst());
    }
    Map<String, Schema<?>> properties = properties(schema);
    return properties.containsKey("data") ? shapeOf(named(properties, "data")) : null;
  }

  /** {@code list of Link}, {@code text or null, 1 to 100 characters}. */
  private static String words(Schema<?> schema) {
    Map<String, Schema<?>> properties = properties(schema);
    if (properties.containsKey("data")) {
      return "page of " + words(named(properties, "data").getItems());
    }
    if (schema.get$ref() != null) {
      return schema.get$ref().replaceFirst(".*/", "");
    }
    if (schema.getAnyOf() != null) {
      return words(schema.getAnyOf().getFirst()) + " or null";
    }
    if (schema.getItems() != null) {
      return "list of " + words(schema.getItems());
    }
    Set<String> types = schema.getTypes();
    String type =
        types == null
            ? "anything"
            : types.stream()
                .map(
                    name ->
                        name.equals("string") && schema.getFormat() != null
                            ? schema.getFormat()
                            : name)
                .collect(Collectors.joining(" or "));
    return type + bounds(schema);
  }

  private static String bounds(Schema<?> schema) {
    if (schema.getMinimum() != null || schema.getMaximum() != null) {
      return (schema.getMinimum() == null ? "" : ", from " + schema.getMinimum())
          + (schema.getMaximum() == null ? "" : " to " + schema.getMaximum());
    }
    return schema.getMaxLength() == null ? "" : ", up to " + schema.getMaxLength() + " characters";
  }
}
