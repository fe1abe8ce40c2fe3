package popeki.platform;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.springframework.boot.logging.structured.StructuredLogFormatter;

/**
 * The same facts for people at a terminal: what {@code ./popeki demo} writes. Redacted as the JSON
 * is, and no text from outside begins a line.
 */
final class PlainLog implements StructuredLogFormatter<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  @Override
  public String format(ILoggingEvent event) {
    var line = new StringBuilder();
    line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
        .append(' ')
        .append(event.getLevel())
        .append(' ')
        .append(event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1))
        .append(": ");
    escaped(LogFacts.message(event), line);
    LogFacts.of(event).entrySet().stream()
        .skip(4)
        .filter(fact -> !fact.getKey().equals("error"))
        .forEach(
            fact -> {
              line.append(' ').append(fact.getKey()).append('=');
              escaped(String.valueOf(fact.getValue()), line);
            });
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      LogFacts.error(event.getThrowableProxy())
          .lines()
          .forEach(
              each -> {
                line.append("    ");
                escaped(each, line);
                line.append('\n');
              });
    }
    return line.toString();
  }

  private static void escaped(String text, StringBuilder line) {
    text.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                line.append(String.format("\\u%04x", c));
              } else {
                line.append((char) c);
              }
            });
  }
}
