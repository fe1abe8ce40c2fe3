package popeki.sandbox;

import java.util.List;
import java.util.Random;

/** Invents people: names, phones and addresses that belong to nobody. */
final class Crowd {
  private static final List<String> FIRST =
      List.of(
          "Ana",
          "Bruno",
          "Camila",
          "Diego",
          "Eduarda",
          "Felipe",
          "Gabriela",
          "Heitor",
          "Isabela",
          "João",
          "Karina",
          "Lucas",
          "Mariana",
          "Nicolas",
          "Olívia",
          "Pedro",
          "Rafaela",
          "Sofia",
          "Thiago",
          "Valentina",
          "Wagner",
          "Yasmin",
          "Beatriz",
          "Caio",
          "Larissa",
          "Matheus");

  private static final List<String> LAST =
      List.of(
          "Almeida",
          "Barbosa",
          "Cardoso",
          "Duarte",
          "Esteves",
          "Ferreira",
          "Gomes",
          "Lima",
          "Machado",
          "Nogueira",
          "Oliveira",
          "Pereira",
          "Ramos",
          "Souza",
          "Teixeira",
          "Vieira");

  private static final int[] AREAS = {11, 11, 11, 11, 11, 12, 13, 19, 21, 31};

  private static final List<String> BROWSERS =
      List.of(
          "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/23B85 Instagram 402.0.0.31.86 (iPhone16,1; iOS 19_1; pt_BR; pt; scale=3.00; 1179x2556)",
          "Mozilla/5.0 (Linux; Android 16; SM-S931B Build/BP2A.250605.031; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/146.0.7680.120 Mobile Safari/537.36 Instagram 401.0.0.45.78 Android",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
          "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile Safari/537.36",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86 [FBAN/FBIOS;FBAV/530.0.0.29.107;FBDV/iPhone15,4;FBMD/iPhone;FBSN/iOS;FBSV/18.6]",
          "Mozilla/5.0 (Linux; Android 14; moto g54 5G) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Mobile Safari/537.36");

  /** Networks that are for examples only (RFC 5737, RFC 3849). */
  private static final List<String> NETWORKS = List.of("192.0.2.", "198.51.100.", "203.0.113.");

  private Crowd() {}

  /** A person; the same random source gives the same one. Every ninth has no number to show. */
  static Person person(Random random) {
    String name = pick(random, FIRST) + " " + pick(random, LAST);
    String number = number(random);
    boolean shown = random.nextInt(9) != 0;
    return new Person(
        name,
        shown ? number : null,
        "BR." + (1_000_000_000_000_000L + random.nextLong(8_999_999_999_999_999L)),
        pick(random, BROWSERS),
        address(random));
  }

  /** Shaped like a mobile of Brazil, in a block that no operator has. */
  private static String number(Random random) {
    int area = AREAS[random.nextInt(AREAS.length)];
    return "55%d90000%04d".formatted(area, random.nextInt(10_000));
  }

  private static String address(Random random) {
    return random.nextInt(4) == 0
        ? "2001:db8:%x:%x::%x"
            .formatted(random.nextInt(0xffff), random.nextInt(0xffff), 1 + random.nextInt(0xfffe))
        : pick(random, NETWORKS) + (1 + random.nextInt(254));
  }

  static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
