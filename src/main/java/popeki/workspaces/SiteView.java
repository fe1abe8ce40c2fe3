package popeki.workspaces;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import popeki.platform.AiProvider;
import popeki.platform.AiSettings;
import popeki.platform.AiTerms;
import popeki.platform.Settings;

/**
 * What this installation says about itself on its public pages, read from its configuration, so
 * that no page promises what the service does not do.
 *
 * @param providers the AI providers that may be called today, by {@link AiSettings#inForce}
 * @param demoUrl the sign-in link of the demo, when this is one
 */
public record SiteView(
    String publicUrl,
    String region,
    boolean embeddedDatabase,
    List<Recipient> providers,
    boolean keepsForAbuseMonitoring,
    boolean billing,
    @Nullable String demoUrl) {

  static SiteView of(Settings settings, LocalDate today, @Nullable String demoUrl) {
    AiSettings ai = AiSettings.of(settings);
    return new SiteView(
        settings.publicUrl().toString(),
        settings.region(),
        settings.embeddedDatabase(),
        ai.inForce(today).stream().map(Recipient::of).toList(),
        ai.allowedRetentionDays() > 0,
        settings.values().containsKey("STRIPE_API_KEY"),
        demoUrl);
  }

  /** True when message text stays on this installation. */
  public boolean builtinOnly() {
    return providers.isEmpty();
  }

  public String regionName() {
    return region.equals("eu") ? "European Union" : "United States";
  }

  public String providerNames() {
    return providers.stream().map(Recipient::name).collect(Collectors.joining(", "));
  }

  /**
   * Who may be sent what people write.
   *
   * @param region where it is processed, as the operator attests
   * @param keptDays how long it is kept there; 0 for not
   * @param until the last day of the attestation
   */
  public record Recipient(String name, String model, String region, int keptDays, String until) {
    static Recipient of(AiProvider provider) {
      AiTerms terms = provider.terms();
      Integer days = terms == null ? null : terms.retentionDays();
      return new Recipient(
          provider.name(),
          provider.chosenModel(),
          provider.region(),
          days == null ? 0 : days,
          terms == null ? "" : String.valueOf(terms.validUntil()));
    }
  }
}
