package popeki.platform;

import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Which AI providers an operator named and which of them may be called: the one gate that calls,
 * pages and doctor ask. A provider without its dated attestation is never called.
 *
 * @param providers in the order of AI_PROVIDERS, the heaviest first, without the built-in one
 * @param allowedRetentionDays 0, or 30 with {@code AI_ALLOW_RETENTION=30d}
 * @param eu whether this installation is in the EU, so that nothing is processed outside it
 */
@Pure
public record AiSettings(
    List<AiProvider> providers, int allowedRetentionDays, boolean eu, AiBudget budget) {
  /** From so many days before its end an attestation is called old. */
  static final int RENEW_DAYS = 30;

  private static final int MOST_DAYS = 30;
  private static final int LONGEST_KEY = 1_000;
  private static final int LONGEST_MODEL = 200;

  public AiSettings {
    providers = List.copyOf(providers);
  }

  public static AiSettings of(Settings settings) {
    return read(settings.values(), settings.region());
  }

  /**
   * Reads what the environment says of AI providers.
   *
   * @throws SettingsException naming the first variable that is wrong
   */
  static AiSettings read(Map<String, String> values, String region) {
    boolean eu = region.equals("eu");
    var named = new ArrayList<AiProvider>();
    for (AiKind kind : named(values)) {
      named.add(provider(kind, values, eu));
    }
    for (AiKind other : AiKind.values()) {
      provider(other, values, eu); // what is not named yet must be readable too
    }
    return new AiSettings(
        named,
        retention(values),
        eu,
        text(values, "AI_BUDGET").map(AiBudget::parse).orElse(AiBudget.DEFAULT));
  }

  /** Whoever may be called on a day. */
  public List<AiProvider> inForce(LocalDate today) {
    return providers.stream().filter(provider -> obstacles(provider, today).isEmpty()).toList();
  }

  /** Whether a provider that may be called keeps what it is sent for some days. */
  public boolean keeps(LocalDate today) {
    return inForce(today).stream()
        .map(AiProvider::terms)
        .anyMatch(
            terms -> terms != null && terms.retentionDays() != null && terms.retentionDays() > 0);
  }

  /** Everything that stands between a provider and a call; empty when it may be called. */
  public List<AiObstacle> obstacles(AiProvider provider, LocalDate today) {
    var found = new ArrayList<AiObstacle>();
    AiTerms terms = provider.terms();
    add(found, AiObstacle.NO_TERMS, terms == null);
    add(found, AiObstacle.NO_KEY, provider.key() == null && provider.kind().needsKey());
    add(found, AiObstacle.NO_ADDRESS, provider.base() == null);
    add(found, AiObstacle.NO_MODEL, provider.model() == null);
    if (terms != null) {
      attested(found, terms, today);
    }
    if (provider.base() != null) {
      add(found, AiObstacle.NOT_ENCRYPTED, AiAddress.leaksTo(provider.base()));
      add(
          found,
          AiObstacle.ADDRESS_OUTSIDE_THE_EU,
          eu && AiAddress.isOutsideTheEu(provider.base()));
    }
    if (provider.model() != null) {
      String model = provider.model().toLowerCase(Locale.ROOT);
      add(
          found,
          AiObstacle.CLOUD_MODEL,
          provider.kind() == AiKind.OLLAMA && model.matches(".*[:-]cloud"));
      add(found, AiObstacle.FREE_MODEL, model.endsWith(":free"));
    }
    return List.copyOf(found);
  }

  private void attested(List<AiObstacle> found, AiTerms terms, LocalDate today) {
    Integer days = terms.retentionDays();
    add(found, AiObstacle.NO_RETENTION, days == null);
    add(found, AiObstacle.KEEPS_TOO_LONG, days != null && days > MOST_DAYS);
    add(found, AiObstacle.KEEPS, days != null && days <= MOST_DAYS && days > allowedRetentionDays);
    add(found, AiObstacle.NO_TRAINING, terms.trains() == null);
    add(found, AiObstacle.TRAINS, Boolean.TRUE.equals(terms.trains()));
    add(found, AiObstacle.NO_DPA, terms.dpa() == null);
    add(found, AiObstacle.NO_REGION, terms.region() == null);
    add(
        found,
        AiObstacle.NOT_IN_THE_EU,
        eu && terms.region() != null && !terms.region().equals("eu"));
    add(found, AiObstacle.NOT_DATED, terms.validUntil() == null);
    add(
        found,
        AiObstacle.EXPIRED,
        terms.validUntil() != null && terms.validUntil().isBefore(today));
  }

  /** Whether the attestation of a provider ends soon: time to look at the contract. */
  public boolean endsSoon(AiProvider provider, LocalDate today) {
    AiTerms terms = provider.terms();
    return terms != null
        && terms.validUntil() != null
        && terms.validUntil().isBefore(today.plusDays(RENEW_DAYS));
  }

  private static void add(List<AiObstacle> found, AiObstacle obstacle, boolean stands) {
    if (stands) {
      found.add(obstacle);
    }
  }

  private static List<AiKind> named(Map<String, String> values) {
    var kinds = new ArrayList<AiKind>();
    for (String part : text(values, "AI_PROVIDERS").orElse("").split(",")) {
      AiKind.of(part).filter(kind -> !kinds.contains(kind)).ifPresent(kinds::add);
    }
    return kinds;
  }

  private static AiProvider provider(AiKind kind, Map<String, String> values, boolean eu) {
    String name = kind.name();
    return new AiProvider(
        kind,
        base(name + "_BASE_URL", text(values, name + "_BASE_URL").orElse(kind.base(eu))),
        text(values, name + "_API_KEY").map(key -> key(name + "_API_KEY", key)).orElse(null),
        text(values, name + "_MODEL")
            .map(model -> model(name + "_MODEL", model))
            .orElse(kind.model()),
        text(values, name + "_TERMS")
            .map(terms -> AiTerms.parse(name + "_TERMS", terms))
            .orElse(null),
        text(values, name + "_PRICE").map(price -> price(name + "_PRICE", price)).orElse(null));
  }

  private static @Nullable URI base(String name, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      URI uri = URI.create(text.replaceFirst("/+$", ""));
      if (uri.getHost() != null
          && Set.of("http", "https").contains(uri.getScheme())
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw malformed(name);
    }
    throw malformed(name);
  }

  private static SettingsException malformed(String name) {
    return new SettingsException(
        name + " must be a URL without query such as https://api.openai.com/v1; it cannot be read");
  }

  /** A header can carry nothing else; the value is not repeated. */
  private static String key(String name, String key) {
    if (key.length() > LONGEST_KEY || !key.matches("[\\x21-\\x7E]+")) {
      throw new SettingsException(name + " has characters that no key has (a space, a line break)");
    }
    return key;
  }

  private static String model(String name, String model) {
    if (model.length() > LONGEST_MODEL || !model.matches("[A-Za-z0-9._:/@+-]+")) {
      throw new SettingsException(name + " must be the name of a model, such as gpt-6-luna");
    }
    return model;
  }

  private static AiProvider.Price price(String name, String text) {
    String[] parts = text.split("/", -1);
    if (parts.length == 2 && isAmount(parts[0]) && isAmount(parts[1])) {
      return new AiProvider.Price(
          new BigDecimal(parts[0].strip()), new BigDecimal(parts[1].strip()));
    }
    throw new SettingsException(
        name
            + " must be what a million tokens cost in US dollars, asked and answered, such as 0.10/0.50");
  }

  private static boolean isAmount(String text) {
    return text.strip().matches("[0-9]{1,5}(\\.[0-9]{1,6})?");
  }

  private static int retention(Map<String, String> values) {
    String word = text(values, "AI_ALLOW_RETENTION").orElse("none").toLowerCase(Locale.ROOT);
    return switch (word) {
      case "none", "0d" -> 0;
      case "30d" -> MOST_DAYS;
      default ->
          throw new SettingsException(
              "AI_ALLOW_RETENTION must be none or 30d; it is \"" + word + "\"");
    };
  }

  private static Optional<String> text(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
