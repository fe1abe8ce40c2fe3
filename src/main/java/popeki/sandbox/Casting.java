package popeki.sandbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import popeki.sandbox.Dialogues.Dialogue;
import popeki.sandbox.Story.Entrance;

/**
 * Who comes next, and how: the same seed and number give the same story. The first one taps an ad
 * and says all there is to score in one message.
 */
final class Casting {
  private static final List<String> ROBOTS =
      List.of(
          "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
          "WhatsApp/2.25.31.77 A",
          "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private Casting() {}

  /** The visitor with this number, from 0. */
  static Story story(World world, long number) {
    var random = new Random(world.seed() * 1_000_003 + number * 7_919);
    Person person = Crowd.person(random);
    if (number == 0) {
      var ad = world.ads().getFirst();
      return new Story(
          person,
          new Entrance.Ad(ad, clickId(random)),
          Dialogues.FIRST.opening(),
          Dialogues.FIRST.lines(),
          false);
    }
    Entrance entrance = entrance(world, random);
    boolean writes = !(entrance instanceof Entrance.Link) || random.nextInt(100) < 60;
    Dialogue dialogue = dialogue(random);
    return new Story(
        person,
        entrance,
        writes ? opening(entrance, dialogue) : null,
        writes ? dialogue.lines() : List.of(),
        random.nextInt(6) == 0);
  }

  /** The pause before the next visitor: lively while somebody may be watching, calm later. */
  static Duration pause(World world, long number) {
    var random = new Random(world.seed() * 31 + number);
    return number < 60
        ? Duration.ofMillis(3_000 + random.nextInt(4_000))
        : Duration.ofMillis(9_000 + random.nextInt(12_000));
  }

  /** Shaped like those of Meta: opaque, case-sensitive, about 130 characters. */
  static String clickId(Random random) {
    var id = new StringBuilder("ARA");
    for (int i = 0; i < 130; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }

  /** What the place of a link adds to its address; a click id is new for every click. */
  static Map<String, String> query(World.TrackedLink link, Random random) {
    var query = new LinkedHashMap<>(link.query());
    query.computeIfPresent("fbclid", (_, _) -> "IwZXh0bg" + clickId(random).substring(0, 60));
    return query;
  }

  private static Entrance entrance(World world, Random random) {
    int dice = random.nextInt(100);
    if (dice < 38) {
      return new Entrance.Ad(Crowd.pick(random, world.ads()), clickId(random));
    }
    if (dice < 43) {
      return new Entrance.Ad(Crowd.pick(random, world.ads()), null);
    }
    var link = Crowd.pick(random, world.links());
    if (dice < 86) {
      return new Entrance.Link(link, query(link, random));
    }
    return dice < 92 ? new Entrance.Robot(link, Crowd.pick(random, ROBOTS)) : new Entrance.Direct();
  }

  private static Dialogue dialogue(Random random) {
    int dice = random.nextInt(Dialogues.ALL.stream().mapToInt(Dialogues::weight).sum());
    for (Dialogue dialogue : Dialogues.ALL) {
      dice -= Dialogues.weight(dialogue);
      if (dice < 0) {
        return dialogue;
      }
    }
    return Dialogues.FIRST;
  }

  /** People who come by a link send its text; the code in it is what ties them to their click. */
  private static @Nullable String opening(Entrance entrance, Dialogue dialogue) {
    return switch (entrance) {
      case Entrance.Ad tap -> dialogue.opening() == null ? tap.ad().opening() : dialogue.opening();
      case Entrance.Link _ -> dialogue.opening() == null ? "" : dialogue.opening();
      case Entrance.Direct _ -> dialogue.opening() == null ? "Olá" : dialogue.opening();
      case Entrance.Robot _ -> null;
    };
  }
}
