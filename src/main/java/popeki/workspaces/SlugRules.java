package popeki.workspaces;

import java.text.Normalizer;
import java.util.Locale;
import popeki.kernel.Pure;

/**
 * A business's name as it stands in an address: {@code Clínica São João} → {@code
 * clinica-sao-joao}.
 */
@Pure
final class SlugRules {
  private static final int LONGEST = 48;

  private SlugRules() {}

  /** The n-th proposal for a name; the first is the plain one, then {@code -2}, {@code -3} … */
  static String proposal(String name, int n) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String cut = plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
    String whole = cut.replaceAll("-$", "");
    String base = whole.isEmpty() ? "workspace" : whole.length() < 3 ? whole + "-business" : whole;
    return n == 1 ? base : base + "-" + n;
  }
}
