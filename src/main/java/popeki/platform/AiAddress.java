package popeki.platform;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import popeki.kernel.Pure;

/** What the address of an AI provider tells by itself. */
@Pure
final class AiAddress {
  /** Hosts that process in the EU, of makers that have others too. */
  private static final Pattern IN_THE_EU =
      Pattern.compile("eu\\.(api\\.openai\\.com|openrouter\\.ai)");

  /** Makers whose own addresses process elsewhere, or wherever they like. */
  private static final Pattern MAKERS =
      Pattern.compile(
          "(.+\\.)?(openai\\.com|openrouter\\.ai|anthropic\\.com|googleapis\\.com|groq\\.com)");

  private AiAddress() {}

  /**
   * Whether an address is known to process outside the EU. Of one that is not known, such as a
   * resource at Azure or a machine of the operator's, the attestation alone tells.
   */
  static boolean isOutsideTheEu(URI base) {
    String host = base.getHost().toLowerCase(Locale.ROOT);
    return MAKERS.matcher(host).matches() && !IN_THE_EU.matcher(host).matches();
  }

  /** Whether words would travel unencrypted beyond the operator's own network. */
  static boolean leaksTo(URI base) {
    return base.getScheme().equals("http") && !isNear(base.getHost().toLowerCase(Locale.ROOT));
  }

  private static boolean isNear(String host) {
    boolean name = !host.contains(".") && !host.contains(":");
    return name
        || host.equals("[::1]")
        || host.startsWith("[fd")
        || host.endsWith(".local")
        || host.endsWith(".internal")
        || host.endsWith(".localhost")
        || host.matches("(127|10)(\\.[0-9]{1,3}){3}")
        || host.matches("192\\.168(\\.[0-9]{1,3}){2}")
        || host.matches("172\\.(1[6-9]|2[0-9]|3[01])(\\.[0-9]{1,3}){2}");
  }
}
