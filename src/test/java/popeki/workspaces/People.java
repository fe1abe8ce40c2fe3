package popeki.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jsoup.Jsoup;
import popeki.HttpAnswer;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.kernel.UserId;
import popeki.platform.WorkspaceTx;

/** People of a test with their sessions, who click and post as a browser would. */
final class People {
  private final int port;
  private final Accounts accounts;
  private final MembershipRepository memberships;
  private final WorkspaceTx tx;

  People(int port, Accounts accounts, MembershipRepository memberships, WorkspaceTx tx) {
    this.port = port;
    this.accounts = accounts;
    this.memberships = memberships;
    this.tx = tx;
  }

  /** Somebody who is signed in. */
  final class Person {
    final UserId id;
    final String email;
    String cookie;
    private String token;

    private Person(UserId id, String email) {
      this.id = id;
      this.email = email;
      String url = accounts.signInLink(id);
      this.cookie = HttpAnswer.send(port, "GET", URI.create(url).getPath(), null).cookies();
      assertThat(cookie).isNotEmpty();
      this.token = token();
    }

    private String token() {
      return Jsoup.parse(get("/account").body()).select("input[name=_csrf]").attr("value");
    }

    HttpAnswer get(String path) {
      return HttpAnswer.send(port, "GET", path, null, "Cookie", cookie);
    }

    /** Posts a form with the token of their session; fields come in pairs. */
    HttpAnswer post(String path, String... fields) {
      var form = new StringBuilder("_csrf=").append(token);
      for (int i = 0; i < fields.length; i += 2) {
        form.append('&')
            .append(fields[i])
            .append('=')
            .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
      }
      HttpAnswer answer =
          HttpAnswer.send(
              port,
              "POST",
              path,
              form.toString(),
              "Cookie",
              cookie,
              "Content-Type",
              "application/x-www-form-urlencoded");
      // A new password gives the session a new id.
      if (!answer.cookies().isEmpty()) {
        cookie = answer.cookies();
        token = token();
      }
      return answer;
    }
  }

  /** A new person who belongs nowhere yet. */
  Person somebody(String name) {
    String email = UUID.randomUUID() + "@example.com";
    return new Person(accounts.ensure(new EmailAddress(email), name), email);
  }

  /** A new person of a workspace. */
  Person member(NewWorkspace workspace, String name, Role role) {
    Person person = somebody(name);
    tx.directory(
        () -> {
          memberships.join(person.id, workspace.workspaceId(), role, Instant.EPOCH);
          return role;
        });
    return person;
  }

  /** Somebody who exists already, such as the owner, in another window. */
  Person again(UserId user) {
    return new Person(user, accounts.find(user).orElseThrow().email());
  }
}
