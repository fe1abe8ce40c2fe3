package popeki.platform;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Map;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLogFormatter;

/**
 * One fact, one line, as JSON: what {@code ./popeki serve} writes. Control characters are escaped,
 * so nothing that came from outside ends a line or paints a terminal.
 */
final class JsonLog implements StructuredLogFormatter<ILoggingEvent> {
  private final JsonWriter<Map<String, Object>> json =
      JsonWriter.<Map<String, Object>>standard().withNewLineAtEnd();

  @Override
  public String format(ILoggingEvent event) {
    return json.writeToString(LogFacts.of(event));
  }
}
