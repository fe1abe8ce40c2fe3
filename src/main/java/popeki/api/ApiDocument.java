package popeki.api;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.api.ApiRoutes.Route;
import popeki.platform.Settings;

/**
 * The OpenAPI 3.1 document, made from the routes, the records that go over the wire, and the
 * examples. Made once, at the first look.
 */
@Component
class ApiDocument {
  static final String SCHEME = "api_key";

  private final ApiRoutes routes;
  private final ApiExamples examples;
  private final Settings settings;
  private volatile @Nullable OpenAPI made;

  ApiDocument(ApiRoutes routes, ApiExamples examples, Settings settings) {
    this.routes = routes;
    this.examples = examples;
    this.settings = settings;
  }

  OpenAPI get() {
    OpenAPI known = made;
    if (known == null) {
      known = make();
      made = known;
    }
    return known;
  }

  private OpenAPI make() {
    var shapes = new Shapes();
    shapes.addContributed();
    var operations = new Operations(shapes, examples, settings.publicUrl().toString());
    var paths = new Paths();
    var tags = new LinkedHashMap<Topic, Tag>();
    for (Route route : routes.all()) {
      tags.computeIfAbsent(
          route.topic(), topic -> new Tag().name(topic.label()).description(topic.about()));
      Operation operation = operations.of(route);
      PathItem item = paths.computeIfAbsent(route.path(), _ -> new PathItem());
      item.operation(PathItem.HttpMethod.valueOf(route.method()), operation);
    }
    return new OpenAPI(SpecVersion.V31)
        .openapi("3.1.0")
        .info(info())
        .servers(List.of(new Server().url(settings.publicUrl().toString())))
        .security(List.of(new SecurityRequirement().addList(SCHEME)))
        .tags(List.copyOf(tags.values()))
        .paths(paths)
        .components(components(shapes));
  }

  private static Info info() {
    return new Info()
        .title("Popeki Track API")
        .version("v1")
        .summary("Which ad produced this conversation, is this person a buyer, did Meta learn it?")
        .description(Conventions.text())
        .license(new License().name("AGPL-3.0-or-later").identifier("AGPL-3.0-or-later"));
  }

  private static Components components(Shapes shapes) {
    var components =
        new Components()
            .addSecuritySchemes(
                SCHEME,
                new SecurityScheme()
                    .type(SecurityScheme.Type.HTTP)
                    .scheme("bearer")
                    .bearerFormat("pk_live_…")
                    .description(
                        "An API key of the workspace, in the header Authorization and nowhere else. Each operation names the scope that the key needs."));
    components.addSchemas("Problem", problem());
    shapes.components().forEach(components::addSchemas);
    Problems.ALL.forEach(
        (status, problem) -> components.addResponses(problem.name(), response(status, problem)));
    components.addHeaders(
        "RateLimit-Policy",
        header(
            "The bucket that counts this request, its size q and the seconds w in which it fills: \"reads\";q=1000;w=10"));
    components.addHeaders(
        "RateLimit",
        header(
            "How many requests are left (r), and the seconds until all of them are again (t): \"reads\";r=998;t=1"));
    components.addHeaders("Retry-After", header("Seconds to wait before the next try."));
    components.addHeaders(
        "Idempotent-Replayed",
        header(
            "true when this is the answer that an earlier request with the same Idempotency-Key got."));
    return components;
  }

  private static Header header(String description) {
    return new Header().description(description).schema(Shapes.simple("string"));
  }

  private static ApiResponse response(int status, Problems.Problem problem) {
    var response =
        new ApiResponse()
            .description(problem.description())
            .content(
                new Content()
                    .addMediaType(
                        "application/problem+json",
                        new MediaType()
                            .schema(Shapes.reference("Problem"))
                            .example(problem.example(status))));
    response.addHeaderObject("RateLimit-Policy", new Header().$ref("RateLimit-Policy"));
    response.addHeaderObject("RateLimit", new Header().$ref("RateLimit"));
    if (status == 429) {
      response.addHeaderObject("Retry-After", new Header().$ref("Retry-After"));
    }
    return response;
  }

  private static Schema<Object> problem() {
    Schema<Object> error = Shapes.simple("object");
    error.addProperty("field", Shapes.simple("string"));
    error.addProperty("message", Shapes.simple("string"));
    error.setRequired(List.of("field", "message"));
    Schema<Object> errors = Shapes.simple("array");
    errors.setItems(error);
    errors.setDescription("Every field that is wrong, by its name on the wire.");
    Schema<Object> problem = Shapes.simple("object");
    problem.setDescription("RFC 9457. Scripts look at code; people read title and detail.");
    Map<String, String> texts =
        Map.of(
            "type", "An address that explains the code.",
            "title", "What kind of problem it is.",
            "detail", "What is wrong here, and what to do.",
            "code", "A stable word for scripts.",
            "reference", "What to tell the operator; it stands in the log too.");
    for (String name : List.of("type", "title", "status", "detail", "code", "reference")) {
      Schema<Object> part = Shapes.simple(name.equals("status") ? "integer" : "string");
      part.setDescription(texts.get(name));
      problem.addProperty(name, part);
    }
    problem.addProperty("errors", errors);
    Schema<Object> wait = Shapes.simple("integer");
    wait.setDescription("Seconds, as in Retry-After.");
    problem.addProperty("retry_after", wait);
    problem.setRequired(List.of("type", "title", "status", "detail", "code"));
    return problem;
  }
}
