package popeki.conversations;

/** A webhook body that is not JSON. Says where reading stopped and never quotes the content. */
final class UnreadablePayload extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadablePayload(long offset) {
    super("webhook body is not JSON, reading stopped at character " + offset);
  }
}
