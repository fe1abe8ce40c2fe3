package popeki.reports;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import popeki.kernel.Pure;

/**
 * What a source is called: {@code instagram} is Instagram. A source somebody made up keeps the
 * letters it was given.
 */
@Pure
final class SourceName {
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("meta", "Meta ads"),
          Map.entry("facebook", "Facebook"),
          Map.entry("instagram", "Instagram"),
          Map.entry("google", "Google"),
          Map.entry("tiktok", "TikTok"),
          Map.entry("youtube", "YouTube"),
          Map.entry("linkedin", "LinkedIn"),
          Map.entry("email", "E-mail"),
          Map.entry("newsletter", "Newsletter"),
          Map.entry("website", "Website"),
          Map.entry("site", "Website"),
          Map.entry("qr", "QR code"));

  private SourceName() {}

  static String of(String source) {
    return KNOWN.getOrDefault(source.toLowerCase(Locale.ROOT), source);
  }

  static Map<String, String> of(Collection<String> sources) {
    Map<String, String> names = new HashMap<>();
    sources.forEach(source -> names.put(source, of(source)));
    return names;
  }
}
