package popeki.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import popeki.platform.Settings;

/**
 * Every example of the API, from {@code openapi/examples/*.http}, in the order in which they can be
 * executed.
 */
@Component
class ApiExamples {
  /** How the files call the service that shows them. */
  static final String PLACEHOLDER = "https://track.example.com";

  private final List<Example> all;

  ApiExamples(Settings settings) {
    this.all = read(settings.publicUrl().toString());
  }

  List<Example> all() {
    return all;
  }

  List<Example> of(String operation) {
    return all.stream().filter(example -> example.operation().equals(operation)).toList();
  }

  private static List<Example> read(String server) {
    try {
      Resource[] files =
          new PathMatchingResourcePatternResolver()
              .getResources("classpath:openapi/examples/*.http");
      Arrays.sort(files, Comparator.comparing(file -> String.valueOf(file.getFilename())));
      var examples = new ArrayList<Example>();
      for (Resource file : files) {
        String text = file.getContentAsString(StandardCharsets.UTF_8);
        examples.addAll(Example.parse(text.replace(PLACEHOLDER, server)));
      }
      return List.copyOf(examples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
