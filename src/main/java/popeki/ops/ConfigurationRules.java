package popeki.ops;

import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import popeki.platform.AiObstacle;
import popeki.platform.AiProvider;
import popeki.platform.AiSettings;
import popeki.platform.AiTerms;
import popeki.platform.Finding;
import popeki.platform.Settings;

/** What the settings alone tell: nothing is asked, nothing is started. */
final class ConfigurationRules {
  private ConfigurationRules() {}

  static List<Finding> findings(Settings settings, LocalDate today) {
    var findings = new ArrayList<Finding>();
    findings.add(
        Finding.ok("configuration", "can be read; the service is " + settings.publicUrl()));
    findings.add(links(settings));
    findings.add(encryption(settings));
    findings.add(whatsApp(settings));
    findings.add(proxies(settings));
    findings.add(meta(settings));
    findings.addAll(providers(settings, today));
    findings.add(
        set(settings.values(), "SMTP_URL")
            ? Finding.ok("mail", "SMTP_URL is set")
            : Finding.warning("mail", "SMTP_URL is not set: mail lands in the in-app outbox"));
    return findings;
  }

  private static Finding links(Settings settings) {
    return settings.linkUrl().equals(settings.publicUrl())
        ? Finding.warning(
            "LINK_URL",
            "is not set: tracked links live at PUBLIC_URL; a short domain of their own keeps the"
                + " sign-in cookies apart from them")
        : Finding.ok("LINK_URL", "tracked links live at " + settings.linkUrl());
  }

  private static Finding encryption(Settings settings) {
    URI url = settings.publicUrl();
    return local(url) || "https".equals(url.getScheme())
        ? Finding.ok("PUBLIC_URL", url.toString())
        : Finding.warning(
            "PUBLIC_URL",
            url + " is not https: passwords and API keys travel in the clear; put TLS in front");
  }

  private static Finding whatsApp(Settings settings) {
    var missing = new ArrayList<String>();
    if (settings.whatsAppAppSecret() == null) {
      missing.add("WHATSAPP_APP_SECRET");
    }
    if (settings.whatsAppVerifyToken() == null) {
      missing.add("WHATSAPP_VERIFY_TOKEN");
    }
    return missing.isEmpty()
        ? Finding.ok("WhatsApp", "the webhook's secret and verify token are set")
        : Finding.warning(
            "WhatsApp",
            String.join(" and ", missing)
                + " not set: every webhook is refused; take them from your Meta app");
  }

  private static Finding proxies(Settings settings) {
    boolean alone = settings.trustedProxies().isEmpty();
    if (alone && !local(settings.publicUrl())) {
      return Finding.warning(
          "TRUSTED_PROXIES",
          "is not set: behind a proxy every visitor has the proxy's address; name its network");
    }
    return Finding.ok(
        "TRUSTED_PROXIES",
        alone ? "nobody's X-Forwarded-For is believed" : settings.trustedProxies().size() + " set");
  }

  private static Finding meta(Settings settings) {
    URI url = settings.metaGraphUrl();
    return "graph.facebook.com".equals(url.getHost())
        ? Finding.ok("META_GRAPH_URL", url.toString())
        : Finding.warning("META_GRAPH_URL", "is " + url + ": conversions do not reach Meta");
  }

  private static List<Finding> providers(Settings settings, LocalDate today) {
    AiSettings ai = AiSettings.of(settings);
    var findings = new ArrayList<Finding>();
    for (AiProvider provider : ai.providers()) {
      findings.add(provider(ai, provider, today));
    }
    findings.add(Finding.ok("AI builtin", "reads on this machine; nothing leaves it"));
    return findings;
  }

  /** A key that is missing is a mistake, terms that are missing a decision. */
  private static Finding provider(AiSettings ai, AiProvider provider, LocalDate today) {
    String subject = "AI " + provider.name();
    List<AiObstacle> obstacles = ai.obstacles(provider, today);
    if (!obstacles.isEmpty()) {
      String reasons =
          obstacles.stream()
              .map(obstacle -> obstacle.text(provider))
              .collect(Collectors.joining("; "));
      boolean mistake =
          provider.terms() != null
              && obstacles.stream()
                  .anyMatch(
                      Set.of(AiObstacle.NO_KEY, AiObstacle.NO_ADDRESS, AiObstacle.NO_MODEL)
                          ::contains);
      return mistake
          ? Finding.error(subject, reasons)
          : Finding.warning(subject, "is not called: " + reasons);
    }
    AiTerms terms = provider.terms();
    return ai.endsSoon(provider, today) && terms != null
        ? Finding.warning(
            subject,
            "its attestation ends on "
                + terms.validUntil()
                + "; look at the contract and date "
                + provider.kind().name()
                + "_TERMS anew, or it is not called any more")
        : Finding.ok(subject, "may be called, model " + provider.model());
  }

  private static boolean local(URI url) {
    return "localhost".equals(url.getHost()) || "127.0.0.1".equals(url.getHost());
  }

  private static boolean set(Map<String, String> values, String name) {
    return !values.getOrDefault(name, "").isBlank();
  }
}
