package popeki.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The access tokens of the pretend Meta: one for each way in which a token may be wrong. */
final class PretendTokens {
  static final String APP_ID = Sandbox.APP_ID;

  private static final String OTHER_APP_ID = "5647382910564738";

  private static final String MANAGEMENT = "whatsapp_business_management";
  private static final String MESSAGING = "whatsapp_business_messaging";
  private static final String ADS = "ads_read";

  private final World world;

  /** Tokens that were ended while somebody used them, with the subcode of 190. */
  private final Map<String, Integer> ended = new ConcurrentHashMap<>();

  /** Tokens from which the permission to manage was taken while somebody used them. */
  private final Set<String> narrowed = ConcurrentHashMap.newKeySet();

  /** A way in which a token may be. */
  enum Kind {
    GOOD("Sees the account, never expires", 0),
    ENDS_SOON("Ends in three days", 0),
    EXPIRED("Has expired", 463),
    REVOKED("Was revoked", 467),
    PASSWORD_CHANGED("Ended with a change of password", 460),
    APP_REMOVED("Its app was removed", 458),
    NO_MANAGEMENT("Lacks " + MANAGEMENT, 0),
    NO_MESSAGING("Lacks " + MESSAGING, 0),
    OTHER_ACCOUNT("Was made for another account", 0),
    OTHER_APP("Was made by another app", 0),
    NAMES_NO_ACCOUNT("Does not say which account it is for", 0),
    NO_ADS("Lacks " + ADS, 0),
    SEES_NO_ADS("No ad account is shared with it", 0);

    private final String says;
    private final int subcode;

    Kind(String says, int subcode) {
      this.says = says;
      this.subcode = subcode;
    }

    String token() {
      return "EAASandbox" + name().replace("_", "");
    }
  }

  /** A token as the page lists it. */
  record Listed(String token, String says, boolean ended) {}

  PretendTokens(World world) {
    this.world = world;
  }

  List<Listed> listed() {
    return Stream.of(Kind.values())
        .map(kind -> new Listed(kind.token(), kind.says, ended.containsKey(kind.token())))
        .toList();
  }

  /** What a token is; empty for one that Meta never made. */
  Optional<Kind> kind(String token) {
    return world.metaTokens().contains(token)
        ? Optional.of(Kind.GOOD)
        : Stream.of(Kind.values()).filter(kind -> kind.token().equals(token)).findFirst();
  }

  /** The subcode of 190 with which a token is refused, 0 without one; null for one that works. */
  @Nullable Integer refusal(String token) {
    Integer subcode = ended.get(token);
    if (subcode != null) {
      return subcode;
    }
    Kind kind = kind(token).orElse(null);
    if (kind == null) {
      return 0;
    }
    return kind.subcode == 0 ? null : kind.subcode;
  }

  /** Ends a token, or lets it live again. */
  void end(String token, int subcode) {
    if (subcode == 0) {
      ended.remove(token);
    } else {
      ended.put(token, subcode);
    }
  }

  /** Takes the permission to manage away, or gives it back. */
  void narrow(String token, boolean on) {
    if (on) {
      narrowed.add(token);
    } else {
      narrowed.remove(token);
    }
  }

  /** The app that a token belongs to. */
  String app(String token) {
    return kind(token).filter(kind -> kind == Kind.OTHER_APP).isPresent() ? OTHER_APP_ID : APP_ID;
  }

  Set<String> scopes(String token) {
    Kind kind = kind(token).orElse(null);
    if (kind == null) {
      return Set.of();
    }
    Kind without =
        switch (kind) {
          case NO_MANAGEMENT, NO_MESSAGING, NO_ADS -> kind;
          default -> Kind.GOOD;
        };
    return Stream.of(MANAGEMENT, MESSAGING, ADS)
        .filter(scope -> !without.says.endsWith(scope))
        .filter(scope -> !(scope.equals(MANAGEMENT) && narrowed.contains(token)))
        .collect(Collectors.toSet());
  }

  /** Whether a token may read ads at all. */
  boolean readsAds(String token) {
    return scopes(token).contains(ADS);
  }

  /** Whether any ad account is shared with it. */
  boolean seesAds(String token) {
    return kind(token).filter(kind -> kind != Kind.SEES_NO_ADS).isPresent();
  }

  boolean manages(String token) {
    return scopes(token).contains(MANAGEMENT);
  }

  boolean reads(String token) {
    return scopes(token).contains(MESSAGING);
  }

  /** The accounts a token may see. */
  Set<String> accounts(String token) {
    return kind(token).filter(kind -> kind == Kind.OTHER_ACCOUNT).isPresent()
        ? Set.of(PretendAccounts.OTHER_WABA)
        : Set.of(world.number().wabaId());
  }

  /** The accounts a token names. */
  Set<String> named(String token) {
    return kind(token).filter(kind -> kind == Kind.NAMES_NO_ACCOUNT).isPresent()
        ? Set.of()
        : accounts(token);
  }

  /** Unix seconds; 0 for never. */
  long expiresAt(String token) {
    Instant now = world.clock().instant();
    return kind(token)
        .map(
            kind ->
                switch (kind) {
                  case ENDS_SOON -> now.plusSeconds(3 * 86_400).getEpochSecond();
                  case EXPIRED -> now.minusSeconds(3_600).getEpochSecond();
                  default -> 0L;
                })
        .orElse(0L);
  }
}
