package popeki;

import java.util.List;
import java.util.Map;

/**
 * How much of a wide product a test walks. In the suite each of two lists is covered and their
 * pairs in rotation; {@code -Dpopeki.whole=true} walks every pair, as long as it takes.
 */
public final class Campaign {
  static final boolean WHOLE = Boolean.getBoolean("popeki.whole");

  /** In which windows a page is looked at, by theme: a light phone, a dark screen, or all. */
  static final Map<String, List<Integer>> WINDOWS =
      WHOLE
          ? Map.of("light", List.of(1280, 800, 360), "dark", List.of(1280, 800, 360))
          : Map.of("light", List.of(360), "dark", List.of(1280));

  /** The same for a walk in one theme. */
  static final List<Integer> WIDTHS = WHOLE ? List.of(1280, 800, 360) : List.of(1280, 360);

  private Campaign() {}

  /** Whether the one meets the other: one pair in so many, the same ones each time. */
  public static boolean meets(int one, int other, int inSoMany) {
    return WHOLE || (one + other) % inSoMany == 0;
  }
}
