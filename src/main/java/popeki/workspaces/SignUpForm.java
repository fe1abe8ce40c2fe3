package popeki.workspaces;

/** What was typed at sign-up, to be shown again beside what is wrong with it. */
public record SignUpForm(String name, String email, String business) {
  static final SignUpForm EMPTY = new SignUpForm("", "", "");

  /** Logs get neither name nor address. */
  @Override
  public String toString() {
    return "SignUpForm";
  }
}
