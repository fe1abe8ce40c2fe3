package popeki.links;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * The app or browser of a user agent and its system, read when somebody looks and never while a
 * visitor waits: one takes half a millisecond.
 */
@Component
class UserAgents {
  private static final int LONGEST = 512;

  private final SingletonSupplier<Parser> parser = SingletonSupplier.of(Parser::new);
  private final Cache<String, Seen> seen = Caffeine.newBuilder().maximumSize(5_000).build();

  /**
   * What a user agent says of itself.
   *
   * @param app such as {@code Instagram} or {@code Chrome Mobile}; null when it says nothing known
   * @param system such as {@code iOS 18}; null when it says nothing known
   */
  record Seen(@Nullable String app, @Nullable String system) {}

  Seen of(@Nullable String userAgent) {
    if (userAgent == null) {
      return new Seen(null, null);
    }
    String read = userAgent.length() > LONGEST ? userAgent.substring(0, LONGEST) : userAgent;
    return seen.get(read, this::parse);
  }

  private Seen parse(String userAgent) {
    Client client = parser.obtain().parse(userAgent);
    return new Seen(
        known(client.userAgent.family), joined(known(client.os.family), client.os.major));
  }

  private static @Nullable String known(@Nullable String family) {
    return family == null || family.equals("Other") ? null : family;
  }

  private static @Nullable String joined(@Nullable String family, @Nullable String version) {
    return family == null || version == null ? family : family + " " + version;
  }
}
