package popeki.links;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import popeki.kernel.Pure;
import popeki.links.ReferenceCode.Found;
import popeki.links.ReferenceCode.How;

/** Finds and removes reference codes, joining what both forms say. */
@Pure
final class CodeFinder {
  private CodeFinder() {}

  private record Sight(int at, Found found) {}

  static List<Found> find(String text) {
    var sights = new ArrayList<Sight>();
    for (var seen : VisibleCode.sightings(text)) {
      sights.add(new Sight(seen.from(), new Found(seen.code(), How.VISIBLE)));
    }
    for (var seen : InvisibleCode.sightings(text)) {
      sights.add(new Sight(seen.from(), new Found(seen.code(), How.INVISIBLE)));
    }
    sights.sort(Comparator.comparingInt(Sight::at));
    var found = new LinkedHashMap<ReferenceCode, Found>();
    for (var sight : sights) {
      found.merge(sight.found().code(), sight.found(), CodeFinder::join);
    }
    return List.copyOf(found.values());
  }

  private static Found join(Found one, Found other) {
    return one.how() == other.how() ? one : new Found(one.code(), How.BOTH);
  }

  static String strip(String text) {
    var drop = InvisibleCode.clutter(text);
    for (var seen : VisibleCode.sightings(text)) {
      drop.set(gapBefore(text, seen), seen.to());
    }
    if (drop.isEmpty()) {
      return text;
    }
    var kept = new StringBuilder(text.length());
    for (int i = drop.nextClearBit(0); i < text.length(); i = drop.nextClearBit(i + 1)) {
      kept.append(text.charAt(i));
    }
    return kept.toString();
  }

  /** The line break or space before a code goes with it, unless it would glue two words. */
  private static int gapBefore(String text, VisibleCode.Sighting seen) {
    int from = seen.from();
    boolean free =
        from > 0
            && Character.isWhitespace(text.charAt(from - 1))
            && (seen.to() == text.length() || Character.isWhitespace(text.charAt(seen.to())));
    return free ? from - 1 : from;
  }
}
