package popeki.mails;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import popeki.platform.Settings;
import popeki.platform.SettingsException;

/**
 * The mail server of {@code SMTP_URL}: {@code smtps://user:password@host:465} or {@code
 * smtp://user:password@host:587?from=Acme <track@acme.example>}. With {@code smtp} the line is
 * encrypted by STARTTLS before anything is said, except on this machine itself; certificates are
 * checked.
 *
 * @param from the sender, {@code no-reply@} the public host unless said otherwise
 */
record MailServer(@Nullable JavaMailSender sender, String from) {
  private static final String EXAMPLE =
      "for example smtps://user:password@mail.example.com:465?from=track@example.com";
  private static final String MILLIS = "10000";

  boolean configured() {
    return sender != null;
  }

  /**
   * @throws SettingsException naming the variable, never its value
   */
  static MailServer of(Settings settings) {
    String fallback = "no-reply@" + settings.publicUrl().getHost();
    String url = settings.values().getOrDefault("SMTP_URL", "").strip();
    return url.isEmpty() ? new MailServer(null, fallback) : at(url, fallback);
  }

  private static MailServer at(String url, String fallback) {
    URI uri;
    try {
      uri = URI.create(url.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E"));
    } catch (IllegalArgumentException e) {
      throw new SettingsException("SMTP_URL cannot be read as a URL, " + EXAMPLE);
    }
    boolean encrypted = "smtps".equals(uri.getScheme());
    if (uri.getHost() == null || !(encrypted || "smtp".equals(uri.getScheme()))) {
      throw new SettingsException("SMTP_URL must be smtp:// or smtps:// and a host, " + EXAMPLE);
    }
    var sender = new JavaMailSenderImpl();
    sender.setProtocol(encrypted ? "smtps" : "smtp");
    sender.setHost(uri.getHost());
    sender.setPort(uri.getPort() > 0 ? uri.getPort() : encrypted ? 465 : 587);
    sender.setDefaultEncoding("UTF-8");
    String userInfo = uri.getRawUserInfo();
    if (userInfo != null) {
      int colon = userInfo.indexOf(':');
      sender.setUsername(decode(colon < 0 ? userInfo : userInfo.substring(0, colon)));
      sender.setPassword(colon < 0 ? "" : decode(userInfo.substring(colon + 1)));
    }
    sender.setJavaMailProperties(
        properties(sender.getProtocol(), userInfo != null, isLocal(uri.getHost())));
    return new MailServer(sender, parameter(uri, "from").orElse(fallback));
  }

  private static Properties properties(@Nullable String protocol, boolean signsIn, boolean local) {
    var properties = new Properties();
    String p = "mail." + protocol + ".";
    properties.setProperty(p + "auth", String.valueOf(signsIn));
    properties.setProperty(p + "connectiontimeout", MILLIS);
    properties.setProperty(p + "timeout", MILLIS);
    properties.setProperty(p + "writetimeout", MILLIS);
    properties.setProperty(p + "ssl.checkserveridentity", "true");
    properties.setProperty(p + "starttls.enable", "true");
    properties.setProperty(p + "starttls.required", String.valueOf(!local));
    return properties;
  }

  private static boolean isLocal(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  private static Optional<String> parameter(URI uri, String name) {
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    for (String part : query.split("&")) {
      if (part.startsWith(name + "=")) {
        return Optional.of(decode(part.substring(name.length() + 1)));
      }
    }
    return Optional.empty();
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Logs get no password. */
  @Override
  public String toString() {
    return "MailServer[" + (configured() ? "configured" : "none") + "]";
  }
}
