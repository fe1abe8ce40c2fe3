package popeki.workspaces;

import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Where a business is: country, usual zone, currency. One tells the others, as a first guess that
 * people may change.
 */
@Pure
record Place(String country, String zone, String currency) {
  /** Where nothing is known. The words of the default key phrase are from there too. */
  private static final Place DEFAULT = new Place("BR", "America/Sao_Paulo", "BRL");

  private static final List<Place> KNOWN =
      List.of(
          DEFAULT,
          new Place("BR", "America/Fortaleza", "BRL"),
          new Place("BR", "America/Recife", "BRL"),
          new Place("BR", "America/Bahia", "BRL"),
          new Place("BR", "America/Belem", "BRL"),
          new Place("BR", "America/Manaus", "BRL"),
          new Place("BR", "America/Cuiaba", "BRL"),
          new Place("BR", "America/Campo_Grande", "BRL"),
          new Place("US", "America/New_York", "USD"),
          new Place("US", "America/Chicago", "USD"),
          new Place("US", "America/Denver", "USD"),
          new Place("US", "America/Phoenix", "USD"),
          new Place("US", "America/Los_Angeles", "USD"),
          new Place("MX", "America/Mexico_City", "MXN"),
          new Place("AR", "America/Argentina/Buenos_Aires", "ARS"),
          new Place("AR", "America/Buenos_Aires", "ARS"),
          new Place("CL", "America/Santiago", "CLP"),
          new Place("CO", "America/Bogota", "COP"),
          new Place("PE", "America/Lima", "PEN"),
          new Place("UY", "America/Montevideo", "UYU"),
          new Place("PY", "America/Asuncion", "PYG"),
          new Place("EC", "America/Guayaquil", "USD"),
          new Place("CA", "America/Toronto", "CAD"),
          new Place("CA", "America/Vancouver", "CAD"),
          new Place("DE", "Europe/Berlin", "EUR"),
          new Place("ES", "Europe/Madrid", "EUR"),
          new Place("PT", "Europe/Lisbon", "EUR"),
          new Place("FR", "Europe/Paris", "EUR"),
          new Place("IT", "Europe/Rome", "EUR"),
          new Place("NL", "Europe/Amsterdam", "EUR"),
          new Place("BE", "Europe/Brussels", "EUR"),
          new Place("AT", "Europe/Vienna", "EUR"),
          new Place("IE", "Europe/Dublin", "EUR"),
          new Place("GR", "Europe/Athens", "EUR"),
          new Place("GB", "Europe/London", "GBP"),
          new Place("CH", "Europe/Zurich", "CHF"),
          new Place("PL", "Europe/Warsaw", "PLN"),
          new Place("TR", "Europe/Istanbul", "TRY"),
          new Place("IN", "Asia/Kolkata", "INR"),
          new Place("IN", "Asia/Calcutta", "INR"),
          new Place("ID", "Asia/Jakarta", "IDR"),
          new Place("AE", "Asia/Dubai", "AED"),
          new Place("SA", "Asia/Riyadh", "SAR"),
          new Place("IL", "Asia/Jerusalem", "ILS"),
          new Place("SG", "Asia/Singapore", "SGD"),
          new Place("MY", "Asia/Kuala_Lumpur", "MYR"),
          new Place("PH", "Asia/Manila", "PHP"),
          new Place("HK", "Asia/Hong_Kong", "HKD"),
          new Place("JP", "Asia/Tokyo", "JPY"),
          new Place("ZA", "Africa/Johannesburg", "ZAR"),
          new Place("NG", "Africa/Lagos", "NGN"),
          new Place("KE", "Africa/Nairobi", "KES"),
          new Place("EG", "Africa/Cairo", "EGP"),
          new Place("AU", "Australia/Sydney", "AUD"),
          new Place("NZ", "Pacific/Auckland", "NZD"));

  /** Where a language without a region is most likely written, among those who advertise so. */
  static final Map<String, String> COUNTRY_OF_LANGUAGE =
      Map.of(
          "pt", "BR", "es", "MX", "de", "DE", "fr", "FR", "it", "IT", "nl", "NL", "pl", "PL", "tr",
          "TR", "id", "ID", "he", "IL");

  /**
   * By country alone: its most peopled zone and its currency. A country that is not listed keeps
   * its currency, in UTC.
   */
  static Place inCountry(String country) {
    return KNOWN.stream()
        .filter(place -> place.country().equals(country))
        .findFirst()
        .orElseGet(() -> new Place(country, "UTC", currencyOf(country)));
  }

  private static String currencyOf(String country) {
    try {
      Currency currency = Currency.getInstance(Locale.of("", country));
      return currency == null ? "USD" : currency.getCurrencyCode();
    } catch (IllegalArgumentException e) {
      return "USD";
    }
  }

  /**
   * What is given stays; the zone tells country and currency, the currency the zone and country.
   */
  static Place guess(@Nullable String zone, @Nullable String currency) {
    Place like =
        first(zone, currency)
            .or(() -> zone == null ? Optional.empty() : first(zone, null))
            .or(() -> currency == null ? Optional.empty() : first(null, currency))
            .orElse(zone == null && currency == null ? DEFAULT : new Place("US", "UTC", "USD"));
    return new Place(
        like.country(),
        zone == null ? like.zone() : zone,
        currency == null ? like.currency() : currency);
  }

  private static Optional<Place> first(@Nullable String zone, @Nullable String currency) {
    return KNOWN.stream()
        .filter(place -> zone == null || place.zone().equals(zone))
        .filter(place -> currency == null || place.currency().equals(currency))
        .findFirst();
  }
}
