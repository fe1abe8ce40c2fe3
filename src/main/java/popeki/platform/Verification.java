package popeki.platform;

/** What checking the audit log's chain said. */
public sealed interface Verification {
  /** How many entries were looked at. */
  long checked();

  /**
   * Every entry is as it was written, and none is missing.
   *
   * @param head where the log ends; written down, it proves later that nothing was cut off
   * @param before entries from before the chain, whose digest its first entry holds
   */
  record Intact(long checked, Checkpoint head, long before) implements Verification {}

  /** So far all is in order; the log is long, and the rest is checked from here. */
  record Paused(long checked, Checkpoint reached) implements Verification {}

  /** Somebody has changed the log behind the service's back, at this entry. */
  record Broken(long checked, long at, Fault fault) implements Verification {}

  /** What is wrong at the place. */
  enum Fault {
    /** The entry, or its place in the order, is not what was written. */
    CHANGED,
    /** An entry between others is gone. */
    MISSING,
    /** The end of the log is gone. */
    CUT_OFF,
    /** An entry stands behind the end that nobody wrote through the service. */
    EXTRA,
    /** The record of where the log ends is gone or forged. */
    HEAD,
    /** Entries from before the chain are no longer what they were when it began. */
    BEFORE,
    /** The log never had, or no longer has, the entry of the checkpoint. */
    CHECKPOINT;

    public String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
