package popeki.accounts;

import popeki.kernel.UserId;

/** What the workspaces of a person mean for signing in; answered by the module that knows them. */
public interface Homes {
  /** A path of ours, such as {@code /w/acme/overview}. */
  String homeOf(UserId user);

  /** Whether a workspace of the person's wants a second factor of everyone in it. */
  boolean demandsSecondFactor(UserId user);
}
