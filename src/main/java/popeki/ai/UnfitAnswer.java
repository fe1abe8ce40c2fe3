package popeki.ai;

/** An answer that is not what was asked for. Its message never repeats what the answer said. */
public final class UnfitAnswer extends Exception {
  private static final long serialVersionUID = 1L;

  public UnfitAnswer(String why) {
    super(why);
  }
}
