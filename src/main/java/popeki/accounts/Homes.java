package popeki.accounts;

import popeki.kernel.UserId;

/** Where a person goes after signing in; answered by the module that knows the workspaces. */
public interface Homes {
  /** A path of ours, such as {@code /w/acme/overview}. */
  String homeOf(UserId user);
}
