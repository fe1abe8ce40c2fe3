package popeki.accounts;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import popeki.HttpAnswer;
import popeki.kernel.UserId;

/**
 * Somebody with a browser: keeps the cookies, finds the form token of the page, comes from an
 * address of its own. Redirects are shown, not followed.
 */
public final class Visitor {
  private final int port;
  private final String ip;
  private String cookie = "x=1";
  private @Nullable UserId user;
  private String email = "";

  public Visitor(int port) {
    this(port, address());
  }

  public Visitor(int port, String ip) {
    this.port = port;
    this.ip = ip;
  }

  /** A person with an account of its own and no password, signed in by a link. */
  public static Visitor signedIn(int port, Accounts accounts) {
    var visitor = new Visitor(port);
    visitor.email = UUID.randomUUID() + "@example.com";
    visitor.user = accounts.ensure(new EmailAddress(visitor.email), "Ana Prado");
    visitor.open(accounts.signInLink(visitor.id()));
    return visitor;
  }

  /** The same person in another browser, at another place. */
  public Visitor elsewhere(Accounts accounts) {
    var other = new Visitor(port);
    other.email = email;
    other.user = user;
    other.open(accounts.signInLink(id()));
    return other;
  }

  public UserId id() {
    return java.util.Objects.requireNonNull(user);
  }

  public String email() {
    return email;
  }

  public String cookie() {
    return cookie;
  }

  public HttpAnswer get(String path) {
    return kept(HttpAnswer.send(port, "GET", path, null, headers()));
  }

  /** Opens an absolute address of the service. */
  public HttpAnswer open(String url) {
    return get(url.replaceFirst("^https?://[^/]+", ""));
  }

  /** Posts a form with the token of a page of ours. */
  public HttpAnswer post(String path, String... fields) {
    return post(new String[0], path, fields);
  }

  public HttpAnswer post(String[] more, String path, String... fields) {
    String token = token();
    var all = new ArrayList<>(List.of(headers()));
    all.addAll(List.of(more));
    all.addAll(List.of("Content-Type", "application/x-www-form-urlencoded"));
    var form = new StringBuilder("_csrf=").append(token);
    for (int i = 0; i < fields.length; i += 2) {
      form.append('&')
          .append(fields[i])
          .append('=')
          .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return kept(HttpAnswer.send(port, "POST", path, form.toString(), all.toArray(String[]::new)));
  }

  public HttpAnswer login(String address, String password) {
    return post("/login", "email", address, "password", password);
  }

  /** Whether a page for people who are signed in opens. */
  public boolean inside() {
    return get("/account").status() == 200;
  }

  private String token() {
    for (String page : List.of("/account", "/login")) {
      String token = Jsoup.parse(get(page).body()).select("input[name=_csrf]").attr("value");
      if (!token.isEmpty()) {
        return token;
      }
    }
    throw new IllegalStateException("No page has a form token");
  }

  private String[] headers() {
    return new String[] {
      "Cookie",
      cookie,
      "X-Forwarded-For",
      ip,
      "User-Agent",
      "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
    };
  }

  private HttpAnswer kept(HttpAnswer answer) {
    if (!answer.cookies().isEmpty()) {
      cookie = answer.cookies();
    }
    return answer;
  }

  private static String address() {
    UUID random = UUID.randomUUID();
    return "2001:db8:%x:%x::1"
        .formatted(
            random.getLeastSignificantBits() & 0xffff, random.getMostSignificantBits() & 0xffff);
  }
}
