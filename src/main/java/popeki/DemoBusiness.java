package popeki;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The business of the demo: an invented dental clinic, the links it printed and posted, the ads it
 * pays for. One campaign is paused, one is bad; days are counted back from today.
 */
final class DemoBusiness {
  static final String NAME = "Clínica Sorriso Claro";
  static final String TRADE = "dental_clinic";
  static final String ZONE = "America/Sao_Paulo";
  static final String CURRENCY = "BRL";
  static final String OWNER = "Dana Demo";
  static final String EMAIL = "demo@popeki.example";
  static final String PHONE_NUMBER_ID = "100200300400500";
  static final String WABA_ID = "102030405060708";
  static final String DISPLAY = "+55 11 90000-1234";
  static final String DATASET = "700800900100200";
  static final String WEB_DATASET = "700800900100300";
  static final String AD_ACCOUNT = "555666777888999";
  static final String PAGE_ID = "111222333444555";

  private DemoBusiness() {}

  /**
   * A tracked link.
   *
   * @param perDay visits on an ordinary day half way through the history
   * @param from days ago it came into use
   * @param until days ago it went out of use; 0 is still in use
   */
  record Place(
      String slug,
      String name,
      String message,
      String source,
      @Nullable String campaign,
      double perDay,
      int from,
      int until,
      Map<String, String> query,
      @Nullable String referrer) {
    boolean printed() {
      return referrer == null;
    }

    boolean inUse() {
      return until == 0;
    }
  }

  /**
   * An ad that opens a chat.
   *
   * @param perDay conversations on an ordinary day
   * @param quality how many of them are worth a salesperson's time, 0 to 1
   */
  record Ad(
      String id,
      String name,
      String adsetId,
      String adsetName,
      String campaignId,
      String campaignName,
      String headline,
      String body,
      String opening,
      double perDay,
      double quality,
      int from,
      int until,
      long dailySpendMinor) {
    boolean inUse() {
      return until == 0;
    }
  }

  static final List<Place> PLACES =
      List.of(
          new Place(
              "bio",
              "Instagram bio",
              "Olá! Vim pelo Instagram e quero saber mais",
              "instagram",
              "bio-link",
              118,
              90,
              0,
              Map.of(
                  "utm_source",
                  "instagram",
                  "utm_medium",
                  "social",
                  "utm_campaign",
                  "bio-link",
                  "fbclid",
                  "new"),
              "https://l.instagram.com/"),
          new Place(
              "clareamento",
              "Whitening, Google Ads",
              "Olá! Quero saber do clareamento",
              "google",
              "clareamento-search",
              74,
              90,
              0,
              Map.of(
                  "utm_source",
                  "google",
                  "utm_medium",
                  "cpc",
                  "utm_campaign",
                  "clareamento-search"),
              "https://www.google.com/"),
          new Place(
              "balcao",
              "QR on the counter",
              "Olá! Peguei o código no balcão",
              "shop",
              "qr-counter",
              31,
              90,
              0,
              Map.of(),
              null),
          new Place(
              "maps",
              "Google Business profile",
              "Olá! Encontrei vocês no Google",
              "google-maps",
              "business-profile",
              46,
              82,
              0,
              Map.of("utm_source", "google-maps", "utm_medium", "organic"),
              "https://www.google.com/maps"),
          new Place(
              "boletim",
              "Newsletter",
              "Olá! Vi na newsletter",
              "newsletter",
              "monthly-news",
              17,
              61,
              0,
              Map.of("utm_source", "newsletter", "utm_medium", "email"),
              "https://mail.example/"),
          new Place(
              "influ-marina",
              "Influencer Marina (paused)",
              "Oi! Vim pela Marina",
              "influencer",
              "marina-setembro",
              66,
              80,
              34,
              Map.of("utm_source", "influencer", "utm_campaign", "marina-setembro"),
              "https://l.instagram.com/"));

  static final List<Ad> ADS =
      List.of(
          new Ad(
              "120200000000000101",
              "Implant – smile video",
              "120200000000000011",
              "São Paulo 35–60",
              "120200000000000001",
              "Implants, spring",
              "Implants in 10 instalments",
              "Evaluation free of charge, new smile in 30 days.",
              "Olá! Posso saber mais sobre o implante?",
              5.2,
              0.62,
              90,
              0,
              14_000),
          new Ad(
              "120200000000000102",
              "Implant – before and after",
              "120200000000000011",
              "São Paulo 35–60",
              "120200000000000001",
              "Implants, spring",
              "From this to this",
              "Real patients, real teeth.",
              "Olá! Quero uma avaliação de implante",
              2.6,
              0.55,
              70,
              0,
              7_500),
          new Ad(
              "120200000000000103",
              "Whitening – R$ 350 offer",
              "120200000000000012",
              "São Paulo 20–40",
              "120200000000000002",
              "Whitening offer",
              "Whitening for R$ 350",
              "This month only, in one session.",
              "Olá! Tenho interesse no clareamento",
              3.4,
              0.5,
              55,
              0,
              9_000),
          new Ad(
              "120200000000000104",
              "Win a whitening!",
              "120200000000000013",
              "Broad",
              "120200000000000003",
              "Giveaway (broad)",
              "Win a whitening!",
              "Comment and write to us to take part.",
              "Quero participar do sorteio",
              3.1,
              0.07,
              48,
              0,
              11_000));
}
