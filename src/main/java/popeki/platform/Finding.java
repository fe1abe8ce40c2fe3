package popeki.platform;

import popeki.kernel.Pure;

/**
 * One line of the doctor's.
 *
 * @param text what is so and, unless it is well, how to mend it
 */
@Pure
public record Finding(Grade grade, String subject, String text) {
  /** How bad it is; an error is what keeps something from working. */
  public enum Grade {
    OK,
    WARNING,
    ERROR
  }

  public static Finding ok(String subject, String text) {
    return new Finding(Grade.OK, subject, text);
  }

  public static Finding warning(String subject, String text) {
    return new Finding(Grade.WARNING, subject, text);
  }

  public static Finding error(String subject, String text) {
    return new Finding(Grade.ERROR, subject, text);
  }
}
