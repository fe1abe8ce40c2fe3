package popeki.ops;

/** A command that was not carried out; the message is one line for the operator. */
public final class CommandRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandRefused(String message) {
    super(message);
  }
}
