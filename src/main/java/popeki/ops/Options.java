package popeki.ops;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** The options of a command as typed, checked against its {@link Syntax}. */
@Pure
public record Options(Map<String, String> values) {
  public Options {
    values = Map.copyOf(values);
  }

  /** An option that the syntax requires. */
  public String get(String option) {
    return Objects.requireNonNull(values.get(option), option);
  }

  /** Whether a flag was given. */
  public boolean has(String flag) {
    return values.containsKey(flag);
  }

  public @Nullable String find(String option) {
    return values.get(option);
  }
}
