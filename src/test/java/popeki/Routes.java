package popeki;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The route table, read from the controllers: what matrix, isolation, headers and hostile texts
 * walk. A route that is added is walked by all of them.
 */
public final class Routes {
  /** What filters answer ahead of every controller, with a form of their own. */
  private static final List<Route> DOORS_OF_FILTERS =
      List.of(new Route("POST", "/login"), new Route("POST", "/logout"));

  private Routes() {}

  /** One method of one pattern, such as {@code GET /w/{workspace}/links/{id}}. */
  public record Route(String method, String pattern) implements Comparable<Route> {
    public boolean isApi() {
      return pattern.startsWith("/api/");
    }

    /** Documents of the API, for anyone. */
    public boolean isOpen() {
      return pattern.startsWith("/api/v1/openapi");
    }

    public boolean writes() {
      return !method.equals("GET") && !method.equals("HEAD") && !method.equals("OPTIONS");
    }

    /** Whether the path names a thing beside the workspace. */
    public boolean namesSomething() {
      return pattern.replace("{workspace}", "").contains("{");
    }

    /** The path with the workspace's slug, and the same text in every other place. */
    public String path(String slug, String id) {
      return pattern
          .replace("{workspace}", slug)
          .replaceAll("\\{[^}]+}", java.util.regex.Matcher.quoteReplacement(id))
          .replace("**", "none");
    }

    @Override
    public int compareTo(Route other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return method + "\t" + pattern;
    }
  }

  /** Every route that a controller offers. */
  public static Set<Route> of(RequestMappingHandlerMapping mappings) {
    var routes = new TreeSet<Route>();
    mappings
        .getHandlerMethods()
        .forEach(
            (mapping, method) -> {
              Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
              for (String pattern : mapping.getPatternValues()) {
                if (pattern.equals("/error") || pattern.contains("${server.error.path")) {
                  continue;
                }
                for (RequestMethod verb : methods.isEmpty() ? Set.of(RequestMethod.GET) : methods) {
                  routes.add(new Route(verb.name(), pattern));
                }
              }
            });
    return routes;
  }

  /** Those, and the forms that filters take. */
  public static List<Route> withFilters(RequestMappingHandlerMapping mappings) {
    var all = new ArrayList<>(of(mappings));
    all.addAll(DOORS_OF_FILTERS);
    return all;
  }
}
