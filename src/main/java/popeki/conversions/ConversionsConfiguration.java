package popeki.conversions;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import popeki.platform.Outbound;
import popeki.platform.Settings;

/** Where Meta's Graph is. */
@Configuration(proxyBeanMethods = false)
class ConversionsConfiguration {
  @Bean
  Outbound.Peer metaPeer(Settings settings) {
    return Outbound.Peer.of("meta", settings.metaGraphUrl());
  }
}
