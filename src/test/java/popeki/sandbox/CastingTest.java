package popeki.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import popeki.sandbox.Story.Entrance;

class CastingTest {
  private static final World WORLD =
      Worlds.world(
          URI.create("http://localhost:1"),
          "key",
          "secret",
          "100",
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  @Test
  void plays_the_same_people_for_the_same_seed() {
    assertThat(LongStream.range(0, 50).mapToObj(n -> Casting.story(WORLD, n)))
        .containsExactlyElementsOf(
            LongStream.range(0, 50).mapToObj(n -> Casting.story(WORLD, n)).toList());
  }

  @Test
  void begins_with_somebody_who_taps_an_ad_and_says_all_at_once() {
    Story first = Casting.story(WORLD, 0);

    assertThat(first.entrance()).isInstanceOf(Entrance.Ad.class);
    assertThat(first.opening()).contains("R$ 3.000");
  }

  @Test
  void everybody_comes_sooner_or_later() {
    var entrances =
        LongStream.range(0, 400).mapToObj(n -> Casting.story(WORLD, n).entrance()).toList();

    assertThat(entrances)
        .hasAtLeastOneElementOfType(Entrance.Ad.class)
        .hasAtLeastOneElementOfType(Entrance.Link.class)
        .hasAtLeastOneElementOfType(Entrance.Direct.class)
        .hasAtLeastOneElementOfType(Entrance.Robot.class)
        .anyMatch(entrance -> entrance instanceof Entrance.Ad ad && ad.clickId() == null);
  }

  @Test
  void people_have_phones_and_addresses_that_belong_to_nobody() {
    var random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      Person person = Crowd.person(random);
      assertThat(person.address())
          .matches("(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d{1,3}|2001:db8:.*");
      if (person.waId() != null) {
        assertThat(person.waId()).matches("55\\d\\d90000\\d{4}");
      }
    }
  }
}
