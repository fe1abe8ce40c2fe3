package popeki.workspaces;

/**
 * The versions of the terms and of the processing agreement, one date each. Who changes a text
 * changes its date; what was accepted is kept with the date it bore.
 */
public final class Agreements {
  /** Of {@code terms.jte}. */
  public static final String TERMS = "2026-11-24";

  /** Of {@code dpa.jte}. */
  public static final String PROCESSING = "2026-11-24";

  private Agreements() {}
}
