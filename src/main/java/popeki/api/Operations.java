package popeki.api;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.ValueConstants;
import popeki.api.ApiRoutes.Route;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.Scope;
import tools.jackson.databind.json.JsonMapper;

/** A route as an operation of the document. */
final class Operations {
  static final String SCOPE = "x-required-scope";
  static final String SAMPLES = "x-codeSamples";
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Shapes shapes;
  private final ApiExamples examples;
  private final String server;

  Operations(Shapes shapes, ApiExamples examples, String server) {
    this.shapes = shapes;
    this.examples = examples;
    this.server = server;
  }

  Operation of(Route route) {
    var said = route.handler().getMethodAnnotation(io.swagger.v3.oas.annotations.Operation.class);
    boolean open = route.topic() == Topic.DOCUMENT;
    String id = open ? documentId(route) : said == null ? "" : said.operationId();
    List<Example> shown = examples.of(id);
    var operation =
        new Operation()
            .operationId(id.isEmpty() ? fallbackId(route) : id)
            .addTagsItem(route.topic().label())
            .summary(open ? "This document" : said == null ? null : said.summary())
            .parameters(parameters(route, shown));
    if (said != null && !said.description().isEmpty()) {
      operation.description(said.description());
    }
    body(route, shown, operation);
    operation.responses(responses(route, shown, operation));
    if (open) {
      operation.security(List.of());
      operation.description("OpenAPI 3.1; no key is needed.");
    } else {
      String scope = Scope.neededFor(route.method(), route.path()).wire();
      operation.security(List.of(new SecurityRequirement().addList(ApiDocument.SCHEME, scope)));
      operation.addExtension(SCOPE, scope);
    }
    operation.addExtension(
        SAMPLES,
        shown.stream()
            .map(
                example ->
                    Map.of(
                        "lang",
                        "curl",
                        "label",
                        title(example),
                        "source",
                        example.curl(server, !open)))
            .toList());
    return operation;
  }

  private static String documentId(Route route) {
    return route.path().endsWith(".yaml") ? "getOpenApiYaml" : "getOpenApi";
  }

  private static String fallbackId(Route route) {
    return route.method().toLowerCase(Locale.ROOT)
        + route.path().substring(ApiRoutes.ROOT.length()).replaceAll("[^A-Za-z]+", "_");
  }

  static String title(Example example) {
    return example.title().isEmpty() ? "Example" : example.title();
  }

  private List<Parameter> parameters(Route route, List<Example> shown) {
    var parameters = new ArrayList<Parameter>();
    if (route.topic() == Topic.DOCUMENT) {
      return parameters;
    }
    for (MethodParameter argument : route.handler().getMethodParameters()) {
      Class<?> type = argument.getParameterType();
      if (type == Period.class) {
        parameters.add(edge("from", "The first day, or the first instant."));
        parameters.add(edge("to", "The last day, or the instant at which it ends."));
      } else if (type == Paging.class) {
        parameters.add(limit());
        parameters.add(cursor());
      } else if (argument.hasParameterAnnotation(PathVariable.class)) {
        parameters.add(path(argument));
      } else if (argument.hasParameterAnnotation(RequestParam.class)) {
        parameters.add(query(argument));
      }
    }
    if (WRITES.contains(route.method())) {
      parameters.add(
          new Parameter()
              .in("header")
              .name("Idempotency-Key")
              .description("The same key with the same request gets the first answer again.")
              .schema(text(1, 255)));
    }
    for (Parameter parameter : parameters) {
      for (Example example : shown) {
        example
            .parameter(parameter.getName())
            .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
            .ifPresent(parameter::setExample);
      }
    }
    return parameters;
  }

  private static Parameter edge(String name, String meaning) {
    return new Parameter()
        .in("query")
        .name(name)
        .description(meaning + " A date in the workspace's zone, or an instant.")
        .schema(Shapes.simple("string"));
  }

  static Parameter limit() {
    Schema<Object> schema = Shapes.simple("integer");
    schema.setMinimum(BigDecimal.ONE);
    schema.setMaximum(BigDecimal.valueOf(Paging.MAX));
    schema.setDefault(Paging.DEFAULT);
    return new Parameter()
        .in("query")
        .name("limit")
        .description("How many rows a page has.")
        .schema(schema);
  }

  static Parameter cursor() {
    return new Parameter()
        .in("query")
        .name("cursor")
        .description("The next_cursor of the page before.")
        .schema(Shapes.simple("string"));
  }

  private Parameter path(MethodParameter argument) {
    var said = argument.getParameterAnnotation(io.swagger.v3.oas.annotations.Parameter.class);
    var variable = Objects.requireNonNull(argument.getParameterAnnotation(PathVariable.class));
    String name = first(variable.name(), variable.value(), argument.getParameter().getName());
    return new Parameter()
        .in("path")
        .name(name)
        .required(true)
        .description(said == null || said.description().isEmpty() ? "Its id." : said.description())
        .schema(shapes.ofParameter(argument.getGenericParameterType(), null));
  }

  private Parameter query(MethodParameter argument) {
    var said = argument.getParameterAnnotation(io.swagger.v3.oas.annotations.Parameter.class);
    var param = Objects.requireNonNull(argument.getParameterAnnotation(RequestParam.class));
    String name = first(param.name(), param.value(), argument.getParameter().getName());
    if (name.equals("limit")) {
      return limit();
    }
    if (name.equals("cursor")) {
      return cursor();
    }
    Schema<?> schema =
        shapes.ofParameter(argument.getGenericParameterType(), said == null ? null : said.schema());
    boolean fallback = !ValueConstants.DEFAULT_NONE.equals(param.defaultValue());
    if (fallback && schema.getTypes() != null && schema.getTypes().contains("boolean")) {
      schema.setDefault(Boolean.valueOf(param.defaultValue()));
    }
    return new Parameter()
        .in("query")
        .name(name)
        .required((param.required() && !fallback) ? true : null)
        .description(said == null ? null : said.description())
        .schema(schema);
  }

  private void body(Route route, List<Example> shown, Operation operation) {
    for (MethodParameter argument : route.handler().getMethodParameters()) {
      var body =
          argument.getParameterAnnotation(
              org.springframework.web.bind.annotation.RequestBody.class);
      if (body == null) {
        continue;
      }
      var said = argument.getParameterAnnotation(io.swagger.v3.oas.annotations.Parameter.class);
      Type type =
          said == null || said.schema().implementation() == Void.class
              ? argument.getGenericParameterType()
              : said.schema().implementation();
      var media = new MediaType().schema(shapes.ofRequest(type));
      for (Example example : shown) {
        if (!example.body().isEmpty()) {
          media.addExamples(
              key(example, media.getExamples()),
              new io.swagger.v3.oas.models.examples.Example()
                  .summary(title(example))
                  .value(JSON.readValue(example.body(), Object.class)));
        }
      }
      operation.requestBody(
          new RequestBody()
              .required(body.required())
              .content(new Content().addMediaType("application/json", media)));
    }
  }

  private ApiResponses responses(Route route, List<Example> shown, Operation operation) {
    var responses = new ApiResponses();
    var status = route.handler().getMethodAnnotation(ResponseStatus.class);
    int code = status == null ? 200 : status.value().value();
    responses.addApiResponse(String.valueOf(code), success(route, shown, code));
    if (route.topic() == Topic.DOCUMENT) {
      return responses;
    }
    for (int problem : problems(route, operation)) {
      responses.addApiResponse(
          String.valueOf(problem),
          new ApiResponse()
              .$ref(
                  "#/components/responses/"
                      + Objects.requireNonNull(Problems.ALL.get(problem)).name()));
    }
    return responses;
  }

  private ApiResponse success(Route route, List<Example> shown, int code) {
    var response =
        new ApiResponse()
            .description(code == 201 ? "Made." : code == 204 ? "Done; no body." : "The answer.");
    if (route.topic() != Topic.DOCUMENT) {
      response.addHeaderObject("RateLimit-Policy", new Header().$ref("RateLimit-Policy"));
      response.addHeaderObject("RateLimit", new Header().$ref("RateLimit"));
    }
    if (WRITES.contains(route.method())) {
      response.addHeaderObject("Idempotent-Replayed", new Header().$ref("Idempotent-Replayed"));
    }
    Type answered = answered(route);
    if (answered == void.class) {
      return response;
    }
    var content = new Content();
    boolean json = route.produces().equals("application/json");
    MediaType main = new MediaType().schema(schema(route, answered, json));
    content.addMediaType(route.produces(), main);
    MediaType csv = new MediaType().schema(Shapes.simple("string"));
    if (route.csv() && json) {
      content.addMediaType("text/csv", csv);
    }
    for (Example example : shown) {
      if (example.status() == code && !example.answer().isEmpty()) {
        MediaType media = example.isCsv() ? csv : main;
        media.addExamples(
            key(example, media.getExamples()),
            new io.swagger.v3.oas.models.examples.Example()
                .summary(title(example))
                .value(
                    example.isCsv() || !json
                        ? example.answer()
                        : JSON.readValue(example.answer(), Object.class)));
      }
    }
    return response.content(content);
  }

  private Schema<?> schema(Route route, Type answered, boolean json) {
    if (route.topic() == Topic.DOCUMENT) {
      return Shapes.simple(json ? "object" : "string");
    }
    if (!json) {
      var file = new JsonSchema();
      file.setDescription("A file.");
      return file;
    }
    return shapes.ofAnswer(answered);
  }

  private static Type answered(Route route) {
    Type type = route.handler().getMethod().getGenericReturnType();
    return type instanceof ParameterizedType wrapped && wrapped.getRawType() == ResponseEntity.class
        ? wrapped.getActualTypeArguments()[0]
        : type;
  }

  private static List<Integer> problems(Route route, Operation operation) {
    var problems = new ArrayList<Integer>();
    boolean body = operation.getRequestBody() != null;
    if (!operation.getParameters().isEmpty() || body) {
      problems.add(400);
    }
    problems.addAll(List.of(401, 403));
    boolean one =
        operation.getParameters().stream().anyMatch(parameter -> "path".equals(parameter.getIn()));
    // The one thing that may not be there without an id in its path.
    if (one || (route.path().endsWith("/destinations/meta") && !WRITES.contains(route.method()))) {
      problems.add(404);
    }
    if (WRITES.contains(route.method())) {
      problems.add(409);
      problems.addAll(body ? List.of(413, 415) : List.of());
      problems.add(422);
    } else if (route.path().contains("/reports/")) {
      problems.add(422);
    }
    problems.add(429);
    return problems;
  }

  private static String key(Example example, @Nullable Map<String, ?> taken) {
    String key = title(example).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    return taken == null || !taken.containsKey(key) ? key : key + "_" + taken.size();
  }

  private static String first(String... names) {
    for (String name : names) {
      if (!name.isEmpty()) {
        return name;
      }
    }
    return "";
  }

  private static Schema<Object> text(int least, int most) {
    Schema<Object> schema = Shapes.simple("string");
    schema.setMinLength(least);
    schema.setMaxLength(most);
    return schema;
  }
}
