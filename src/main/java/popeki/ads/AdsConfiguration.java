package popeki.ads;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import popeki.platform.Outbound;
import popeki.platform.Settings;

/** Where Meta's Marketing API is, and where it keeps the pictures of ads. */
@Configuration(proxyBeanMethods = false)
class AdsConfiguration {
  /** A page of 500 rows of figures with their actions has a few hundred KiB. */
  private static final int MOST_BYTES = 8 << 20;

  @Bean
  Outbound.Peer marketingPeer(Settings settings) {
    return new Outbound.Peer("ads", settings.metaGraphUrl(), Duration.ofSeconds(30), MOST_BYTES);
  }

  /** Meta's networks of pictures; with a Graph elsewhere, its pictures are there as well. */
  @Bean
  PictureHosts pictureHosts(Outbound.Peer pictures, Outbound.Peer instagramPictures) {
    return new PictureHosts(List.of(pictures, instagramPictures));
  }

  @Bean
  Outbound.Peer pictures(Settings settings) {
    return network(settings, "https://fbcdn.net");
  }

  @Bean
  Outbound.Peer instagramPictures(Settings settings) {
    return network(settings, "https://cdninstagram.com");
  }

  private static Outbound.Peer network(Settings settings, String base) {
    boolean real = "graph.facebook.com".equals(settings.metaGraphUrl().getHost());
    return new Outbound.Peer(
        "ad pictures",
        real ? URI.create(base) : settings.metaGraphUrl(),
        Duration.ofSeconds(10),
        PictureRules.MOST_BYTES,
        real);
  }

  /** Who may be asked for a picture; nobody else is, whatever an answer names. */
  record PictureHosts(List<Outbound.Peer> peers) {
    PictureHosts {
      peers = List.copyOf(peers);
    }
  }
}
