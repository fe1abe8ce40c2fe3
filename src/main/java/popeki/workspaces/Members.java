package popeki.workspaces;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import popeki.kernel.UserId;
import popeki.platform.ApiProblem;
import popeki.platform.WorkspaceTx;

/** Which person looks at which workspace, and as what. Asked of the database on every page. */
@Component
class Members {
  private final AccountRepository accounts;
  private final Workspaces workspaces;
  private final WorkspaceTx tx;

  Members(AccountRepository accounts, Workspaces workspaces, WorkspaceTx tx) {
    this.accounts = accounts;
    this.workspaces = workspaces;
    this.tx = tx;
  }

  /** Who is signed in, if anyone. */
  static Optional<UserId> signedIn() {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    return who != null && who.getPrincipal() instanceof SignedIn principal
        ? Optional.of(principal.id())
        : Optional.empty();
  }

  AccountRepository.Account account(UserId user) {
    return tx.directory(() -> accounts.find(user)).orElseThrow(Members::noAccess);
  }

  /** The member that asks for {@code /w/{slug}/…}. Not there and not yours are one answer. */
  Member require(HttpServletRequest request) {
    UserId user = signedIn().orElseThrow(Members::noAccess);
    Workspace workspace = workspaces.bySlug(slugOf(request)).orElseThrow(Members::noAccess);
    Role role =
        tx.directory(() -> accounts.roleOf(user, workspace.id())).orElseThrow(Members::noAccess);
    AccountRepository.Account account = account(user);
    return new Member(user, account.name(), account.email(), role, workspace);
  }

  /** The workspaces of a person, in the order of joining. */
  List<Workspace> workspacesOf(UserId user) {
    return tx.directory(() -> accounts.membershipsOf(user)).stream()
        .flatMap(membership -> workspaces.find(membership.workspace()).stream())
        .toList();
  }

  /** Where a person starts: the only workspace, or the choice. */
  String homeOf(UserId user) {
    List<Workspace> mine = workspacesOf(user);
    return mine.size() == 1 ? "/w/" + mine.getFirst().slug() + "/overview" : "/workspaces";
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
