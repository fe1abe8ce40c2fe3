package popeki.workspaces;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import popeki.HttpAnswer;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.kernel.UserId;
import popeki.platform.WorkspaceTx;

/** A person with a session, who opens pages and sends their forms as a browser would. */
public final class PageVisitor {
  private final int port;
  private final String cookie;

  private PageVisitor(int port, String cookie) {
    this.port = port;
    this.cookie = cookie;
  }

  public static PageVisitor of(int port, Accounts accounts, UserId user) {
    String url = accounts.signInLink(user);
    return new PageVisitor(
        port,
        HttpAnswer.send(port, "GET", url.substring(url.indexOf("/sign-in/")), null).cookies());
  }

  /** Someone new who joins with a role. */
  static PageVisitor joining(
      int port,
      Accounts accounts,
      MembershipRepository memberships,
      WorkspaceTx tx,
      NewWorkspace home,
      Role role) {
    UserId user =
        tx.directory(
            () -> {
              UserId made =
                  accounts.ensure(new EmailAddress(UUID.randomUUID() + "@example.com"), "Bruno");
              memberships.join(made, home.workspaceId(), role, Instant.EPOCH);
              return made;
            });
    return of(port, accounts, user);
  }

  public HttpAnswer get(String path) {
    return HttpAnswer.send(port, "GET", path, null, "Cookie", cookie);
  }

  public Document page(String path) {
    return Jsoup.parse(get(path).body());
  }

  /** The fields of the form that posts there, as they stand. */
  public static Map<String, String> fields(Document page, String action) {
    var fields = new LinkedHashMap<String, String>();
    for (Element form : page.select("form")) {
      if (form.attr("action").equals(action)) {
        for (Element field : form.select("input[name], textarea[name], select[name]")) {
          String name = field.attr("name");
          switch (field.tagName()) {
            case "select" -> {
              Element chosen = field.selectFirst("option[selected]");
              fields.put(name, chosen == null ? "" : chosen.attr("value"));
            }
            case "textarea" -> fields.put(name, field.wholeText());
            default -> {
              if (!field.attr("type").equals("checkbox") || field.hasAttr("checked")) {
                fields.put(name, field.attr("value"));
              }
            }
          }
        }
      }
    }
    return fields;
  }

  public HttpAnswer post(String path, Map<String, String> fields) {
    var all = new LinkedHashMap<>(fields);
    all.computeIfAbsent(
        "_csrf", name -> page("/account").select("input[name=_csrf]").attr("value"));
    String body =
        all.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return HttpAnswer.send(
        port,
        "POST",
        path,
        body,
        "Cookie",
        cookie,
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  /** Sends a form with one text file in it, as a browser does. */
  public HttpAnswer upload(String path, String field, String name, String content) {
    String boundary = "----boundary" + UUID.randomUUID();
    String body =
        "--%1$s\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%2$s\r\n--%1$s\r\nContent-Disposition: form-data; name=\"%3$s\"; filename=\"%4$s\"\r\nContent-Type: text/csv\r\n\r\n%5$s\r\n--%1$s--\r\n"
            .formatted(
                boundary,
                page("/account").select("input[name=_csrf]").attr("value"),
                field,
                name,
                content);
    return HttpAnswer.send(
        port,
        "POST",
        path,
        body,
        "Cookie",
        cookie,
        "Content-Type",
        "multipart/form-data; boundary=" + boundary);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
