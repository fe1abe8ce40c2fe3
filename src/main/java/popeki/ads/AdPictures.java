package popeki.ads;

import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Outbound;
import popeki.platform.WorkspaceTx;

/**
 * Pictures of ads, fetched from Meta's own hosts, without a token and without following redirects,
 * drawn anew and served from here: no page loads anything from elsewhere.
 */
@Component
class AdPictures {
  private final AdRepository ads;
  private final Outbound outbound;
  private final AdsConfiguration.PictureHosts hosts;
  private final WorkspaceTx tx;
  private final Clock clock;

  AdPictures(
      AdRepository ads,
      Outbound outbound,
      AdsConfiguration.PictureHosts hosts,
      WorkspaceTx tx,
      Clock clock) {
    this.ads = ads;
    this.outbound = outbound;
    this.hosts = hosts;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Fetches one picture that is due; false when none is. One that cannot be had is left until the
   * ad is read again.
   */
  boolean fetchOne(WorkspaceId workspace) {
    Optional<AdRepository.Thumbnail> due = tx.in(workspace, () -> ads.thumbnail(workspace));
    due.ifPresent(
        thumbnail -> {
          Optional<byte[]> image = fetched(thumbnail.url()).flatMap(PictureRules::drawnAnew);
          tx.run(
              workspace,
              () -> {
                image.ifPresent(bytes -> ads.picture(workspace, thumbnail, bytes, clock.instant()));
                ads.thumbnailDone(workspace, thumbnail);
              });
        });
    return due.isPresent();
  }

  Optional<byte[]> find(WorkspaceId workspace, String ad) {
    return tx.in(workspace, () -> ads.picture(workspace, ad));
  }

  private Optional<byte[]> fetched(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Outbound.Peer peer =
        hosts.peers().stream().filter(each -> each.isAt(uri)).findFirst().orElse(null);
    if (peer == null) {
      return Optional.empty();
    }
    try {
      var letter = new Outbound.Letter("GET", uri, Map.of("Accept", "image/jpeg, image/png"), "");
      Outbound.Delivered came = outbound.start(peer, letter).delivered();
      return came.status() == 200 ? Optional.of(came.body()) : Optional.empty();
    } catch (Outbound.NoAnswer e) {
      return Optional.empty();
    }
  }
}
