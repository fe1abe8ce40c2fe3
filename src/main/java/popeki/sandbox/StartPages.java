package popeki.sandbox;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The start page of the demo, the page of one guided visit and the journal of the pretend Meta. */
final class StartPages {
  private static final Map<String, String> FILES =
      Map.of(
          "/sandbox/demo.css", "text/css;charset=utf-8",
          "/sandbox/demo.js", "text/javascript;charset=utf-8",
          "/static/favicon.svg", "image/svg+xml",
          "/static/css/tokens.css", "text/css;charset=utf-8",
          "/static/css/base.css", "text/css;charset=utf-8",
          "/static/vendor/geist/geist-latin-wght-normal.woff2", "font/woff2");

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, StartPages.class.getClassLoader(), "popeki.templates");

  Reply start(World world) {
    return page("sandbox/start.jte", Map.of("world", world));
  }

  Reply walk(World world, WalkView walk) {
    return page("sandbox/walk.jte", Map.of("world", world, "walk", walk));
  }

  /** What changes while a visit goes on. */
  Reply part(WalkView walk) {
    return page("sandbox/_walk.jte", Map.of("walk", walk));
  }

  Reply journal(World world, GraphJournal journal) {
    return page(
        "sandbox/journal.jte",
        Map.of("world", world, "entries", journal.all().stream().map(JournalRow::of).toList()));
  }

  Reply numbers(World world, NumberStage stage) {
    return page("sandbox/numbers.jte", Map.of("world", world, "stage", stage));
  }

  /** Before the service is ready. */
  Reply waiting() {
    return page("sandbox/waiting.jte", Map.of());
  }

  /** A style, a script or the font; null when there is no such file. */
  @Nullable Reply file(String path) {
    String type = FILES.get(path);
    if (type == null) {
      return null;
    }
    try (InputStream file = StartPages.class.getResourceAsStream(path)) {
      return file == null ? null : Reply.file(type, file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply page(String template, Map<String, Object> model) {
    var out = new StringOutput();
    templates.render(template, model, out);
    return Reply.html(out.toString());
  }
}
