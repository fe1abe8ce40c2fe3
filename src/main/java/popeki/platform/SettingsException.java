package popeki.platform;

/**
 * The configuration contradicts itself or cannot be read. The message is one line for the operator.
 */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }
}
