package popeki.workspaces;

import java.util.ArrayList;
import java.util.List;
import popeki.kernel.Pure;

/**
 * Why a connected number may be silent, from what was really seen: most likely first. Each cause is
 * the end of the key of its words, {@code workspaces.numbers.cause.signature}.
 */
@Pure
final class ListeningRules {
  private ListeningRules() {}

  /**
   * What is known.
   *
   * @param secretSet WHATSAPP_APP_SECRET is there
   * @param tokenSet WHATSAPP_VERIFY_TOKEN is there
   * @param verified the address was verified since the service started
   * @param verifyRefused a handshake with another verify token came since the number was connected
   * @param refused an event with a wrong signature came since then
   * @param accepted an event with the right signature came since then, for whatever number
   */
  record Facts(
      boolean secretSet,
      boolean tokenSet,
      boolean verified,
      boolean verifyRefused,
      boolean refused,
      boolean accepted) {}

  static List<String> causes(Facts facts) {
    var causes = new ArrayList<String>();
    if (!facts.secretSet()) {
      causes.add("no_secret");
    }
    if (!facts.tokenSet()) {
      causes.add("no_verify_token");
    }
    if (facts.secretSet() && facts.refused()) {
      causes.add("signature");
    }
    if (facts.tokenSet() && facts.verifyRefused()) {
      causes.add("verify_token");
    }
    if (facts.accepted()) {
      causes.add("other_number");
    } else if (causes.isEmpty()) {
      causes.add(facts.verified() ? "not_subscribed" : "not_verified");
      causes.add("test_number");
    }
    return causes;
  }
}
