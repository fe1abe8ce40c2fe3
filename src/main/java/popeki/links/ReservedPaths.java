package popeki.links;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * The names under {@code /} that no link may take: the service's own doors, and those it may want
 * one day. A test holds every route of the service against this list.
 */
@Pure
final class ReservedPaths {
  static final int SHORTEST = 3;
  static final int LONGEST = 64;

  private static final Set<String> NAMES =
      Set.of(
          ("about access account actuator admin administrator agency ai alerts api api-docs api-keys app apps "
                  + "assets audit auth authorize background billing blog brand business campaigns careers cart "
                  + "case-studies changelog chat checkout click clicks client clients community company confirm "
                  + "connect contact contacts conversations cookies customers dashboard data-deletion default-ui "
                  + "delete demo deliveries developer developers docs dpa email embed error errors events explore "
                  + "export faq favicon features feed files fonts forgot-password forgot gdpr health help home icons "
                  + "images img import index info integrations invitation invitations invite invoice invoices "
                  + "javascript join legal lgpd link links live login logout mail maintenance management manifest "
                  + "me media metrics mobile mcp new news null oauth oauth2 onboarding open openapi optout "
                  + "overview partners password payment plans portal postmaster press pricing privacy profile "
                  + "prometheus public qr ready redirect register reports request reset reset-password resources "
                  + "robots root rss saml sandbox scim script search security sell-my-data service session sessions "
                  + "settings setup share shop sign-in sign-out sign-up signin signout signup sitemap sms sso "
                  + "start static stats status store stripe sub-processors subprocessors subscribe support "
                  + "swagger-ui system team terms test theme track trust undefined unsubscribe upgrade upload "
                  + "uploads user users vendor verify version web webauthn webhook webhooks webjars website "
                  + "welcome well-known whatsapp widget workspace workspaces www")
              .split(" "));

  private ReservedPaths() {}

  /** Whether the service keeps this name for itself; names too short for a link are never one. */
  static boolean isReserved(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether a link may be called so: {@code [A-Za-z0-9-]{3,64}} and not reserved. */
  static boolean isSlug(String text) {
    return isShaped(text, 0) && !isReserved(text);
  }

  /**
   * The slug in a request's path, in lower case, or null when the path cannot be a link's. The path
   * is as received, not decoded: a slug never needs an escape.
   */
  static @Nullable String slugIn(String path) {
    if (path.isEmpty() || path.charAt(0) != '/' || !isShaped(path, 1)) {
      return null;
    }
    String name = path.substring(1).toLowerCase(Locale.ROOT);
    return NAMES.contains(name) ? null : name;
  }

  private static boolean isShaped(String text, int from) {
    int length = text.length() - from;
    if (length < SHORTEST || length > LONGEST) {
      return false;
    }
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
      if (!plain) {
        return false;
      }
    }
    return true;
  }
}
