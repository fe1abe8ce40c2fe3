package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import popeki.PopekiTest;

@PopekiTest
@SuppressWarnings("NullAway.Init")
class ReservedPathsTest {
  @Autowired RequestMappingHandlerMapping requestMappingHandlerMapping;

  @Test
  void keeps_every_door_of_the_service_free_of_links() {
    var taken =
        requestMappingHandlerMapping.getHandlerMethods().keySet().stream()
            .flatMap(mapping -> mapping.getPatternValues().stream())
            .map(pattern -> "/" + pattern.split("/", 3)[1])
            .filter(first -> ReservedPaths.slugIn(first) != null)
            .collect(Collectors.toSet());

    assertThat(taken)
        .as("first names of routes that a link could take: add them to ReservedPaths")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/ab",
        "/w",
        "/api",
        "/API",
        "/a/b",
        "/abc/",
        "/a.b",
        "/a_bc",
        "/%61bc",
        "/abc;x=1",
        "//abc",
        "abc",
        "/track.js",
        "/favicon.ico",
        "/health",
        "/login",
        "/Metrics"
      })
  void leaves_other_paths_alone(String path) {
    assertThat(ReservedPaths.slugIn(path)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/abc", "/Spring-Sale", "/-a-", "/2027"})
  void takes_what_has_the_shape_of_a_slug(String path) {
    assertThat(ReservedPaths.slugIn(path))
        .isEqualTo(path.substring(1).toLowerCase(java.util.Locale.ROOT));
    assertThat(ReservedPaths.slugIn("/" + "x".repeat(64))).hasSize(64);
    assertThat(ReservedPaths.slugIn("/" + "x".repeat(65))).isNull();
  }
}
