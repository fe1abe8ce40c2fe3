package popeki.workspaces;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.kernel.WorkspaceId;

/**
 * One of the first steps of a business, told by the module that knows whether it is done. Nothing
 * is stored for it: done is what the real data says.
 */
public interface OnboardingStep {
  /** The steps in their order. */
  enum Place {
    NUMBER,
    LINK,
    CLICK,
    MESSAGE,
    SOURCE,
    META,
    COLLEAGUE;

    /** As in addresses and in keys of words: {@code number}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Place> of(String key) {
      for (Place place : values()) {
        if (place.key().equals(key)) {
          return Optional.of(place);
        }
      }
      return Optional.empty();
    }
  }

  Place place();

  State state(WorkspaceId workspace);

  /**
   * How far it is.
   *
   * @param doneAt when the real thing first happened; null while it has not
   * @param path where it is done, and later where it can be seen, below {@code /w/{workspace}/};
   *     null when there is no such page
   * @param value something to carry away for doing it, such as a link's address
   */
  record State(@Nullable Instant doneAt, @Nullable String path, @Nullable String value) {
    public static State todo(@Nullable String path) {
      return new State(null, path, null);
    }

    public static State done(Instant at, @Nullable String path) {
      return new State(at, path, null);
    }
  }
}
