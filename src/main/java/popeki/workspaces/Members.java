package popeki.workspaces;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
  private static final Duration SEEN_STEP = Duration.ofMinutes(5);

  private final Accounts accounts;
  private final MembershipRepository memberships;
  private final Workspaces workspaces;
  private final WorkspaceTx tx;
  private final Clock clock;

  /** A workspace of a person. */
  record Belonging(Workspace workspace, Role role, @Nullable Instant lastSeenAt) {}

  /** A member who looks, and all the places they could go to. */
  record Visit(Member member, List<Belonging> places) {}

  Members(
      Accounts accounts,
      MembershipRepository memberships,
      Workspaces workspaces,
      WorkspaceTx tx,
      Clock clock) {
    this.accounts = accounts;
    this.memberships = memberships;
    this.workspaces = workspaces;
    this.tx = tx;
    this.clock = clock;
  }

  Account account(UserId user) {
    return accounts.find(user).orElseThrow(Members::noAccess);
  }

  /** The member that asks for {@code /w/{slug}/…}. Not there and not yours are one answer. */
  Visit require(HttpServletRequest request) {
    return require(SignedIn.current().orElseThrow(Members::noAccess), slugOf(request));
  }

  Visit require(UserId user, String slug) {
    Workspace workspace = workspaces.bySlug(slug).orElseThrow(Members::noAccess);
    List<Belonging> places = placesOf(user);
    Belonging here =
        places.stream()
            .filter(place -> place.workspace().id().equals(workspace.id()))
            .findFirst()
            .orElseThrow(Members::noAccess);
    note(user, here);
    Account account = account(user);
    var member = new Member(user, account.name(), account.email(), here.role(), workspace);
    return new Visit(member, places);
  }

  /** The workspaces of a person, in the order of joining. */
  List<Belonging> placesOf(UserId user) {
    return tx.directory(() -> memberships.membershipsOf(user)).stream()
        .flatMap(
            one ->
                workspaces.find(one.workspace()).stream()
                    .map(workspace -> new Belonging(workspace, one.role(), one.lastSeenAt())))
        .toList();
  }

  /** As {@link #placesOf}, without what the person is there. */
  List<Workspace> workspacesOf(UserId user) {
    return placesOf(user).stream().map(Belonging::workspace).toList();
  }

  /** Where a person starts: the only workspace, or the choice. */
  @Override
  public String homeOf(UserId user) {
    List<Belonging> mine = placesOf(user);
    return mine.size() == 1
        ? "/w/" + mine.getFirst().workspace().slug() + "/overview"
        : "/workspaces";
  }

  /** Writes down the visit, to five minutes: a write on every click would be too dear. */
  private void note(UserId user, Belonging here) {
    Instant now = clock.instant();
    Instant last = here.lastSeenAt();
    if (last == null || last.plus(SEEN_STEP).isBefore(now)) {
      tx.directory(
          () -> {
            memberships.seen(here.workspace().id(), user, now);
            return now;
          });
    }
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
        "The workspace does not exist, or you are not a member of it. Ask one of its owners to"
            + " invite you, or sign in with another address.",
        Map.of());
  }
}
