package popeki.workspaces;

import org.jspecify.annotations.Nullable;

/**
 * What of a contact may be shown. Masking happens before the view is made, so that a mask is no
 * matter of style.
 */
public record Sight(boolean phones, boolean texts) {
  public static final Sight ALL = new Sight(true, true);
  public static final Sight MASKED = new Sight(false, false);

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
}
