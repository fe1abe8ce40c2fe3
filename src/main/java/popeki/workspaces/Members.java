package popeki.workspaces;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.accounts.Account;
import popeki.accounts.Accounts;
import popeki.accounts.Homes;
import popeki.accounts.SignedIn;
import popeki.kernel.UserId;
import popeki.platform.ApiProblem;
import popeki.platform.WorkspaceTx;

/** Which person looks at which workspace, and as what. Asked of the database on every page. */
@Component
class Members implements Homes {
  private final Accounts accounts;
  private final MembershipRepository memberships;
  private final Workspaces workspaces;
  private final WorkspaceTx tx;

  Members(
      Accounts accounts, MembershipRepository memberships, Workspaces workspaces, WorkspaceTx tx) {
    this.accounts = accounts;
    this.memberships = memberships;
    this.workspaces = workspaces;
    this.tx = tx;
  }

  Account account(UserId user) {
    return accounts.find(user).orElseThrow(Members::noAccess);
  }

  /** The member that asks for {@code /w/{slug}/…}. Not there and not yours are one answer. */
  Member require(HttpServletRequest request) {
    UserId user = SignedIn.current().orElseThrow(Members::noAccess);
    Workspace workspace = workspaces.bySlug(slugOf(request)).orElseThrow(Members::noAccess);
    Role role =
        tx.directory(() -> memberships.roleOf(user, workspace.id())).orElseThrow(Members::noAccess);
    Account account = account(user);
    return new Member(user, account.name(), account.email(), role, workspace);
  }

  /** The workspaces of a person, in the order of joining. */
  List<Workspace> workspacesOf(UserId user) {
    return tx.directory(() -> memberships.membershipsOf(user)).stream()
        .flatMap(membership -> workspaces.find(membership.workspace()).stream())
        .toList();
  }

  /** Where a person starts: the only workspace, or the choice. */
  @Override
  public String homeOf(UserId user) {
    List<Workspace> mine = workspacesOf(user);
    return mine.size() == 1 ? "/w/" + mine.getFirst().slug() + "/overview" : "/workspaces";
  }

  @Override
  public boolean demandsSecondFactor(UserId user) {
    return workspacesOf(user).stream()
        .anyMatch(workspace -> workspace.settings().security().secondFactor());
  }

  private static String slugOf(HttpServletRequest request) {
    String[] parts = request.getRequestURI().split("/", 4);
    return parts.length > 2 ? parts[2] : "";
  }

  private static ApiProblem noAccess() {
    return new ApiProblem(
        404,
        "no_access",
        "You do not have access to this page",
        "The workspace does not exist, or you are not a member of it. Ask one of its owners to invite you, or sign in with another address.",
        Map.of());
  }
}
