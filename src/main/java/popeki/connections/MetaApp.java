package popeki.connections;

import java.time.Instant;
import java.util.UUID;

/**
 * A Meta app of a business.
 *
 * @param appId Meta's id of it
 * @param key the end of the address that it sends events to; no secret
 */
record MetaApp(
    UUID id, String appId, String key, String secret, String verifyToken, Instant createdAt) {
  /** Logs get no secret. */
  @Override
  public String toString() {
    return "MetaApp[" + appId + "]";
  }
}
