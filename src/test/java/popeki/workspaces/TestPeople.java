package popeki.workspaces;

import java.time.Instant;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.springframework.beans.factory.BeanFactory;
import popeki.HttpAnswer;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;

/** People of any role, signed in through the real door. Each call makes a new person. */
public final class TestPeople {
  private final int port;
  private final Accounts accounts;
  private final MembershipRepository memberships;
  private final WorkspaceTx tx;

  /** A caller of pages: the cookie of a session and the token of its forms. */
  public record Person(UserId id, String email, String cookie, String token) {}

  public TestPeople(int port, BeanFactory beans) {
    this.port = port;
    this.accounts = beans.getBean(Accounts.class);
    this.memberships = beans.getBean(MembershipRepository.class);
    this.tx = beans.getBean(WorkspaceTx.class);
  }

  public Person join(WorkspaceId workspace, Role role) {
    return join(workspace, role, "Bruno");
  }

  public Person join(WorkspaceId workspace, Role role, String name) {
    String email = UUID.randomUUID() + "@example.com";
    UserId user =
        tx.directory(
            () -> {
              UserId made = accounts.ensure(new EmailAddress(email), name);
              memberships.join(made, workspace, role, Instant.EPOCH);
              return made;
            });
    String url = accounts.signInLink(user);
    String cookie =
        HttpAnswer.send(port, "GET", url.substring(url.indexOf("/sign-in/")), null).cookies();
    HttpAnswer page = HttpAnswer.send(port, "GET", "/account", null, "Cookie", cookie);
    return new Person(
        user, email, cookie, Jsoup.parse(page.body()).select("input[name=_csrf]").attr("value"));
  }
}
