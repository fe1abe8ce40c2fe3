package popeki.platform;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What may be written down of an event: when, how bad, where from, what was said, in which
 * workspace and request, and what failed. An exception keeps its type and its way through the code;
 * its words stay only when this code chose them, because others put into theirs what they were fed
 * with: a parser the body, a database the value.
 */
final class LogFacts {
  private static final String OURS = "popeki.";
  private static final int FRAMES = 24;
  private static final int CAUSES = 6;

  private LogFacts() {}

  static Map<String, Object> of(ILoggingEvent event) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("at", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    facts.put("level", event.getLevel().toString());
    facts.put("logger", event.getLoggerName());
    facts.put("message", message(event));
    event.getMDCPropertyMap().forEach((name, value) -> facts.putIfAbsent(name, text(value)));
    if (event.getKeyValuePairs() != null) {
      event
          .getKeyValuePairs()
          .forEach(pair -> facts.putIfAbsent(pair.key, text(String.valueOf(pair.value))));
    }
    if (event.getThrowableProxy() != null) {
      facts.put("error", error(event.getThrowableProxy()));
    }
    return facts;
  }

  static String message(ILoggingEvent event) {
    String said = event.getFormattedMessage();
    return event.getLoggerName().startsWith(OURS)
        ? LogRedaction.line(said)
        : LogRedaction.foreign(said);
  }

  private static String text(String value) {
    return LogRedaction.line(value);
  }

  /** The failure and its causes, each with its type, words as far as allowed, and way. */
  static String error(IThrowableProxy thrown) {
    var text = new StringBuilder();
    IThrowableProxy each = thrown;
    for (int depth = 0; each != null && depth < CAUSES; depth++) {
      text.append(depth == 0 ? "" : "caused by ").append(each.getClassName());
      String words = words(each);
      if (!words.isEmpty()) {
        text.append(": ").append(words);
      }
      text.append('\n');
      StackTraceElementProxy[] way = each.getStackTraceElementProxyArray();
      for (int i = 0; way != null && i < Math.min(way.length, FRAMES); i++) {
        text.append("  ").append(way[i].getSTEAsString()).append('\n');
      }
      each = each.getCause();
    }
    return text.toString();
  }

  private static String words(IThrowableProxy thrown) {
    Throwable real = thrown instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
    return switch (real) {
      case PSQLException server when server.getServerErrorMessage() != null ->
          where(server.getSQLState(), server.getServerErrorMessage());
      case SQLException other -> "SQLSTATE " + other.getSQLState();
      case ConnectException _, SocketTimeoutException _ ->
          LogRedaction.foreign(thrown.getMessage());
      case null, default -> isOurs(thrown) ? LogRedaction.line(thrown.getMessage()) : "";
    };
  }

  /** The code and the name of what was hurt; the database's sentence may hold the value. */
  private static String where(@Nullable String state, ServerErrorMessage message) {
    var text = new StringBuilder("SQLSTATE ").append(state);
    for (String part :
        new @Nullable String[] {
          message.getSchema(), message.getTable(), message.getColumn(), message.getConstraint()
        }) {
      if (part != null) {
        text.append(' ').append(part);
      }
    }
    return text.toString();
  }

  private static boolean isOurs(IThrowableProxy thrown) {
    StackTraceElementProxy[] way = thrown.getStackTraceElementProxyArray();
    return way != null
        && way.length > 0
        && way[0].getStackTraceElement().getClassName().startsWith(OURS);
  }
}
