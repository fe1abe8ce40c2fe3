package popeki.platform;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import popeki.kernel.WorkspaceId;

/**
 * What every line of log carries by itself: the request and the workspace. Ids only. A request's id
 * is also the reference that its error page shows.
 */
public final class Trace {
  private static final String REQUEST = "request";
  private static final String WORKSPACE = "workspace";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Trace() {}

  static void begin() {
    MDC.put(REQUEST, fresh());
  }

  static void end() {
    MDC.remove(REQUEST);
    MDC.remove(WORKSPACE);
  }

  /** The id of this request, or one made now where none is being answered. */
  static String reference() {
    String known = MDC.get(REQUEST);
    return known == null ? fresh() : known;
  }

  /** The workspace is known from here to the end of the request. */
  public static void workspace(WorkspaceId workspace) {
    MDC.put(WORKSPACE, workspace.toString());
  }

  /** The workspace is known while this runs. */
  static <T extends @Nullable Object> T in(WorkspaceId workspace, Supplier<T> work) {
    String before = MDC.get(WORKSPACE);
    MDC.put(WORKSPACE, workspace.toString());
    try {
      return work.get();
    } finally {
      if (before == null) {
        MDC.remove(WORKSPACE);
      } else {
        MDC.put(WORKSPACE, before);
      }
    }
  }

  private static String fresh() {
    byte[] bytes = new byte[5];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
