package popeki.connections;

import java.net.URI;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import popeki.platform.Outbound;
import popeki.platform.Settings;

/** Where Meta's Graph is, and where it keeps the files that customers send. */
@Configuration(proxyBeanMethods = false)
class ConnectionsConfiguration {
  private static final URI FILES = URI.create("https://lookaside.fbsbx.com");

  @Bean
  Outbound.Peer graphPeer(Settings settings) {
    return new Outbound.Peer(
        "whatsapp", settings.metaGraphUrl(), Duration.ofSeconds(10), /* maxBytes= */ 1 << 20);
  }

  /** With a Graph elsewhere, its files are there as well. */
  @Bean
  Outbound.Peer filesPeer(Settings settings) {
    boolean real = "graph.facebook.com".equals(settings.metaGraphUrl().getHost());
    return new Outbound.Peer(
        "whatsapp files",
        real ? FILES : settings.metaGraphUrl(),
        Duration.ofSeconds(30),
        MediaRules.MOST_BYTES);
  }
}
