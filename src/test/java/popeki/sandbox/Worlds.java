package popeki.sandbox;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Worlds for tests. */
final class Worlds {
  static final String TOKEN = "EAAtest";
  static final String DATASET = "700800900";
  static final String WABA = "102030405060708";

  private Worlds() {}

  static World world(URI service, String apiKey, String appSecret, String number, Clock clock) {
    return new World(
        service,
        service + "/w/test",
        "Clínica Teste",
        apiKey,
        appSecret,
        List.of(TOKEN),
        Map.of(DATASET, WABA),
        new World.ChatNumber(number, WABA, "+55 11 90000-0001"),
        List.of(
            new World.Advert(
                "120200000000000101",
                "Implant",
                "12020000000011",
                "São Paulo",
                "12020000000001",
                "Spring",
                "Implants",
                "Free evaluation",
                "Olá! Quero saber mais")),
        List.of(
            new World.TrackedLink(
                "00000000-0000-7000-8000-000000000001",
                "bio",
                "Bio",
                Map.of("utm_source", "instagram", "fbclid", "new"),
                "https://l.instagram.com/",
                false),
            new World.TrackedLink(
                "00000000-0000-7000-8000-000000000002", "balcao", "QR", Map.of(), null, true)),
        new World.SignIn("demo@popeki.example", "secret"),
        7,
        clock);
  }
}
