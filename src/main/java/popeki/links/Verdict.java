package popeki.links;

import org.jspecify.annotations.Nullable;

/**
 * What a request was taken for, and why when it is not counted. Reasons are a closed set of short
 * names ({@code whatsapp}, {@code prefetch_header}, {@code no_user_agent}): shown to the customer
 * and used as a metric's label.
 */
record Verdict(Kind kind, @Nullable String reason) {
  static final Verdict HUMAN = new Verdict(Kind.HUMAN, null);

  enum Kind {
    HUMAN,
    BOT,
    PREVIEW,
    PREFETCH,
    HEAD;

    /** The name in the API and the database. */
    String label() {
      return switch (this) {
        case HUMAN -> "human";
        case BOT -> "bot";
        case PREVIEW -> "preview";
        case PREFETCH -> "prefetch";
        case HEAD -> "head";
      };
    }
  }

  boolean counted() {
    return kind == Kind.HUMAN;
  }
}
