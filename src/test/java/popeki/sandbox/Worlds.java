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

  static final String ACCOUNT = "900800700600501";
  static final String YEN_ACCOUNT = "900800700600502";
  static final World.Advert IMPLANT =
      new World.Advert(
          "120200000000000101",
          "Implant",
          "12020000000011",
          "São Paulo",
          "12020000000001",
          "Spring",
          "Implants",
          "Free evaluation",
          "Olá! Quero saber mais");
  static final World.Advert WHITENING =
      new World.Advert(
          "120200000000000102",
          "Whitening",
          "12020000000012",
          "São Paulo 20–40",
          "12020000000001",
          "Spring",
          "Whitening for R$ 350",
          "This month only",
          "Olá! Quero clarear");
  static final World.Advert NEW =
      new World.Advert(
          "120200000000000103",
          "Braces",
          "12020000000013",
          "Campinas",
          "12020000000002",
          "Braços & cia",
          "Braces",
          "New",
          "Olá!");

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
        List.of(IMPLANT),
        List.of(
            new World.AdAccount(
                ACCOUNT,
                "Clínica Teste",
                "BRL",
                "America/New_York",
                List.of(
                    new World.Running(IMPLANT, 120, 14_000),
                    new World.Running(WHITENING, 120, 9_050),
                    new World.Running(NEW, 3, 2_000))),
            new World.AdAccount(YEN_ACCOUNT, "Japan", "JPY", "Asia/Tokyo", List.of()),
            new World.AdAccount("900800700600503", "Third, on page two", "USD", "UTC", List.of())),
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
