package popeki.platform;

import java.time.ZoneId;
import java.util.Set;
import popeki.kernel.WorkspaceId;

/**
 * Who calls the API, as a controller's argument: {@code list(ApiCaller caller, Period period,
 * Paging paging)}. The scopes were checked before the controller runs.
 *
 * @param zone the workspace's, for days
 * @param currency the workspace's, for amounts without one
 */
public record ApiCaller(
    WorkspaceId workspace, ZoneId zone, String currency, Actor actor, Set<Scope> scopes) {
  /** The request attribute under which the sign-in of the API leaves the caller. */
  public static final String ATTRIBUTE = ApiCaller.class.getName();
}
