package popeki.platform;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import popeki.kernel.Pure;

/**
 * A place in the audit log that a person can write down, {@code 1284:9f86d081…}: the number of an
 * entry and its hash. As long as the log still has it, nothing up to it was changed or cut off.
 */
@Pure
public record Checkpoint(long seq, byte[] hash) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})\\s*:\\s*([0-9a-fA-F]{64})");

  /** Before the first entry. */
  static final Checkpoint START = new Checkpoint(0, new byte[32]);

  /** Reads what {@link #toString} made; empty for anything else. */
  public static Optional<Checkpoint> parse(String text) {
    Matcher read = TEXT.matcher(text.strip());
    return read.matches()
        ? Optional.of(
            new Checkpoint(Long.parseLong(read.group(1)), HexFormat.of().parseHex(read.group(2))))
        : Optional.empty();
  }

  boolean isSame(Checkpoint other) {
    return seq == other.seq && Arrays.equals(hash, other.hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checkpoint checkpoint && isSame(checkpoint);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(seq) + Arrays.hashCode(hash);
  }

  @Override
  public String toString() {
    return seq + ":" + HexFormat.of().formatHex(hash);
  }
}
