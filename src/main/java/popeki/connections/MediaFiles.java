package popeki.connections;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Outbound;

/**
 * Files that customers sent, fetched from Meta when somebody asks and kept nowhere. Meta gives them
 * out for a week.
 */
@Component
public class MediaFiles {
  /** So long Meta gives a file out. */
  public static final Duration KEPT_AT_META = Duration.ofDays(7);

  private static final int AT_ONCE = 4;

  private final Connections connections;
  private final GraphClient graph;
  private final Outbound outbound;
  private final Outbound.Peer files;
  private final Clock clock;

  /** Each takes its size in memory while it passes. */
  private final Semaphore room = new Semaphore(AT_ONCE);

  MediaFiles(
      Connections connections,
      GraphClient graph,
      Outbound outbound,
      @Qualifier("filesPeer") Outbound.Peer files,
      Clock clock) {
    this.connections = connections;
    this.graph = graph;
    this.outbound = outbound;
    this.files = files;
    this.clock = clock;
  }

  /** What became of the wish. */
  public sealed interface Fetched {
    /** The file. */
    record Here(byte[] bytes, MediaRules.Served served) implements Fetched {}

    /**
     * None.
     *
     * @param reason the end of the key of the words that say why and what to do
     */
    record NotHere(String reason) implements Fetched {}
  }

  /** Whether Meta still has a file of a message of that time. */
  public boolean stillThere(Instant sentAt) {
    return clock.instant().isBefore(sentAt.plus(KEPT_AT_META));
  }

  /**
   * Fetches a file with the number's own token.
   *
   * @param mimeType what the message said, where Meta says nothing now
   */
  public Fetched fetch(
      WorkspaceId workspace,
      NumberId number,
      String media,
      @Nullable String mimeType,
      Instant sentAt) {
    if (!stillThere(sentAt)) {
      return new Fetched.NotHere("too_old");
    }
    return switch (connections.access(workspace, number)) {
      case Connections.Access.None _ -> new Fetched.NotHere("no_token");
      case Connections.Access.Broken _ -> new Fetched.NotHere("reconnect");
      case Connections.Access.Open open -> {
        if (!room.tryAcquire()) {
          yield new Fetched.NotHere("busy");
        }
        try {
          yield fetch(open.token(), media, mimeType);
        } catch (GraphRefused refused) {
          connections.broken(workspace, number, refused.trouble(), open.tokenAt());
          yield new Fetched.NotHere(reason(refused.trouble()));
        } finally {
          room.release();
        }
      }
    };
  }

  private Fetched fetch(String token, String media, @Nullable String mimeType) throws GraphRefused {
    GraphClient.FilePlace place = graph.file(token, media);
    if (place.bytes() > MediaRules.MOST_BYTES) {
      return new Fetched.NotHere("too_large");
    }
    URI uri;
    try {
      uri = URI.create(place.url());
    } catch (IllegalArgumentException e) {
      return new Fetched.NotHere("refused");
    }
    // the token goes to Meta's own host and to no other, whatever an answer says
    if (!files.isAt(uri)) {
      return new Fetched.NotHere("strange_host");
    }
    try {
      var letter = new Outbound.Letter("GET", uri, Map.of("Authorization", "Bearer " + token), "");
      Outbound.Delivered came = outbound.start(files, letter).delivered();
      if (came.status() != 200) {
        return new Fetched.NotHere(came.status() == 404 || came.status() == 410 ? "gone" : "away");
      }
      return new Fetched.Here(
          came.body(), MediaRules.serve(place.mimeType() == null ? mimeType : place.mimeType()));
    } catch (Outbound.NoAnswer e) {
      return new Fetched.NotHere("away");
    }
  }

  private static String reason(Trouble trouble) {
    if (trouble.needsToken()) {
      return "reconnect";
    }
    return switch (trouble) {
      case NO_ACCESS -> "gone";
      case NO_PERMISSION -> "no_permission";
      case BUSY, AWAY -> "away";
      default -> "refused";
    };
  }
}
