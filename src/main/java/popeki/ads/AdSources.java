package popeki.ads;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** Whose catalogue a source of visits belongs to. */
@Pure
final class AdSources {
  static final String META = "meta";

  private static final Map<String, String> CATALOGUES =
      Map.ofEntries(
          Map.entry("facebook", META),
          Map.entry("fb", META),
          Map.entry("instagram", META),
          Map.entry("ig", META),
          Map.entry("messenger", META),
          Map.entry("msg", META),
          Map.entry("an", META),
          Map.entry("audience_network", META),
          Map.entry("threads", META),
          Map.entry("th", META),
          Map.entry("whatsapp", META),
          Map.entry("facebook_ads", META),
          Map.entry("fb_ads", META),
          Map.entry("meta_ads", META),
          Map.entry("googleads", "google"),
          Map.entry("google_ads", "google"),
          Map.entry("adwords", "google"),
          Map.entry("youtube", "google"),
          Map.entry("tiktok_ads", "tiktok"),
          Map.entry("bing", "microsoft"),
          Map.entry("microsoft_ads", "microsoft"));

  private AdSources() {}

  /**
   * The platform of a {@code utm_source} or of a link's source: {@code ig} is {@code meta}, {@code
   * newsletter} itself.
   */
  static String catalogue(@Nullable String source) {
    String word =
        source == null ? "" : source.strip().toLowerCase(Locale.ROOT).replaceAll("[ .-]+", "_");
    return CATALOGUES.getOrDefault(word, word);
  }
}
