package popeki.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The routes of the API as the controllers declare them. */
@Component
class ApiRoutes {
  static final String ROOT = "/api/v1/";
  private static final List<String> VERBS = List.of("POST", "GET", "PUT", "PATCH", "DELETE");

  private final ObjectProvider<RequestMappingHandlerMapping> mappings;

  ApiRoutes(
      @Qualifier("requestMappingHandlerMapping")
          ObjectProvider<RequestMappingHandlerMapping> mappings) {
    this.mappings = mappings;
  }

  /**
   * A route.
   *
   * @param handler answers JSON, or what {@code produces} says
   * @param csv whether the same address answers {@code Accept: text/csv}
   */
  record Route(String method, String path, HandlerMethod handler, String produces, boolean csv) {
    String key() {
      return method + " " + path;
    }

    Topic topic() {
      return Topic.of(path)
          .orElseThrow(() -> new IllegalStateException(path + " belongs to no topic of the API"));
    }
  }

  /** All of them: topics in the product's order, and within one making before reading. */
  List<Route> all() {
    var found = new LinkedHashMap<String, Route>();
    for (Map.Entry<RequestMappingInfo, HandlerMethod> entry :
        mappings.getObject().getHandlerMethods().entrySet()) {
      RequestMappingInfo info = entry.getKey();
      for (String path : info.getPatternValues()) {
        if (path.startsWith(ROOT)) {
          for (RequestMethod method : info.getMethodsCondition().getMethods()) {
            var route =
                new Route(method.name(), path, entry.getValue(), produces(info), isCsv(info));
            found.merge(route.key(), route, ApiRoutes::together);
          }
        }
      }
    }
    var all = new ArrayList<>(found.values());
    all.sort(
        Comparator.comparing((Route route) -> Topic.of(route.path()).orElse(Topic.DOCUMENT))
            .thenComparing(route -> route.path().split("/")[3])
            .thenComparing(route -> route.method().equals("DELETE"))
            .thenComparing(Route::path)
            .thenComparingInt(route -> VERBS.indexOf(route.method())));
    return List.copyOf(all);
  }

  private static Route together(Route one, Route other) {
    Route main = one.csv() ? other : one;
    return new Route(main.method(), main.path(), main.handler(), main.produces(), true);
  }

  private static boolean isCsv(RequestMappingInfo info) {
    return produces(info).equals("text/csv");
  }

  private static String produces(RequestMappingInfo info) {
    return info.getProducesCondition().getProducibleMediaTypes().stream()
        .map(MediaType::toString)
        .findFirst()
        .orElse(MediaType.APPLICATION_JSON_VALUE);
  }
}
