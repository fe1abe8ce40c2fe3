package popeki.workspaces;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * What of a contact may be shown. Masking happens before the view is made, so that a mask is no
 * matter of style. Whatever the role, a number stands masked until somebody asks for it.
 *
 * @param phones whether the role may ask for one person's whole number
 * @param texts whether the role reads messages
 */
@Pure
public record Sight(boolean phones, boolean texts) {
  public static final Sight ALL = new Sight(true, true);
  public static final Sight MASKED = new Sight(false, false);

  /** Seven digits and more, however they are grouped: a name may be a number. */
  private static final Pattern NUMBER = Pattern.compile("\\+?\\d(?:[\\s\\u00A0().-]*\\d){6,}");

  /** {@code +5511987654321}, or {@code +55•••••4321} to those who may not see it. */
  public @Nullable String phone(@Nullable String e164) {
    if (phones || e164 == null) {
      return e164;
    }
    return e164.length() < 8
        ? "•••••"
        : e164.substring(0, 3) + "•••••" + e164.substring(e164.length() - 4);
  }

  /** The text, or dots that keep its length secret. */
  public @Nullable String text(@Nullable String text) {
    return texts || text == null ? text : "•••••";
  }

  /** A person's name as everyone sees it: people also write their number there. */
  public static String name(String name) {
    return NUMBER
        .matcher(name)
        .replaceAll(
            found -> "•••• " + found.group().replaceAll("\\D", "").replaceAll(".*(?=.{4})", ""));
  }
}
