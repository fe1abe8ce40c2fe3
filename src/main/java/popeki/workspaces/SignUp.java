package popeki.workspaces;

/**
 * A sign-up that waits for its mail to be answered.
 *
 * @param country guessed from the browser's language; empty when it says nothing
 */
record SignUp(String name, String email, String business, String country, Agreement agreement) {
  /** Logs get neither name nor address. */
  @Override
  public String toString() {
    return "SignUp";
  }
}
