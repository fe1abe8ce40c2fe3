package popeki.ai;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import popeki.ai.ProviderClient.AiPeers;
import popeki.platform.AiProvider;
import popeki.platform.AiSettings;
import popeki.platform.Outbound;
import popeki.platform.Settings;

/** Who may be asked. A provider behind an obstacle is no peer at all: nothing can be sent there. */
@Configuration(proxyBeanMethods = false)
class AiConfiguration {
  private static final int MOST_BYTES = 64 << 10;

  @Bean
  AiSettings aiSettings(Settings settings) {
    return AiSettings.of(settings);
  }

  @Bean
  RotatingAi.Pace aiPace() {
    return RotatingAi.Pace.USUAL;
  }

  @Bean
  AiPeers aiPeers(AiSettings ai, Clock clock) {
    return peers(ai, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  static AiPeers peers(AiSettings ai, LocalDate today) {
    var peers = new HashMap<AiProvider, Outbound.Peer>();
    for (AiProvider provider : ai.inForce(today)) {
      peers.put(
          provider,
          new Outbound.Peer(
              "ai " + provider.name(), provider.address(), provider.kind().attempt(), MOST_BYTES));
    }
    return new AiPeers(peers);
  }

  @Bean
  Outbound.Peers aiOutbound(AiPeers peers) {
    return new Outbound.Peers(peers.all());
  }
}
