package popeki.workspaces;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.Settings;

/**
 * What this installation says about itself on its public pages, read from its configuration, so
 * that no page promises what the service does not do.
 *
 * @param providers the AI providers that may be called: named in AI_PROVIDERS, with a key or
 *     address and the operator's attestation
 * @param demoUrl the sign-in link of the demo, when this is one
 */
public record SiteView(
    String publicUrl,
    String region,
    boolean embeddedDatabase,
    List<String> providers,
    boolean keepsForAbuseMonitoring,
    boolean billing,
    @Nullable String demoUrl) {

  static SiteView of(Settings settings, @Nullable String demoUrl) {
    Map<String, String> values = settings.values();
    List<String> providers =
        Arrays.stream(values.getOrDefault("AI_PROVIDERS", "builtin").split(","))
            .map(String::strip)
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty() && !name.equals("builtin"))
            .filter(name -> values.containsKey(name.toUpperCase(Locale.ROOT) + "_TERMS"))
            .toList();
    return new SiteView(
        settings.publicUrl().toString(),
        settings.region(),
        settings.embeddedDatabase(),
        providers,
        "30d".equals(values.get("AI_ALLOW_RETENTION")),
        values.containsKey("STRIPE_API_KEY"),
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
    return String.join(", ", providers);
  }
}
