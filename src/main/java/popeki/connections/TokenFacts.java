package popeki.connections;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Meta tells about a token.
 *
 * @param expiresAt null for one that never does
 * @param dataAccessExpiresAt when the person's consent must be renewed; null for never
 * @param accounts the WhatsApp accounts it was made for; none when Meta does not narrow it down
 */
public record TokenFacts(
    @Nullable String appId,
    @Nullable Trouble trouble,
    @Nullable Instant expiresAt,
    @Nullable Instant dataAccessExpiresAt,
    Set<String> scopes,
    List<String> accounts) {
  static final String MESSAGES = "whatsapp_business_messaging";
  static final String MANAGEMENT = "whatsapp_business_management";

  public TokenFacts {
    scopes = Set.copyOf(scopes);
    accounts = List.copyOf(accounts);
  }
}
