package popeki.leads;

import java.util.List;
import java.util.Optional;
import popeki.kernel.Pure;

/**
 * A message as it may leave the installation, and the way back: a reader's quote from it is found
 * in what was typed.
 */
@Pure
final class MaskedText {
  private final String typed;
  private final String text;
  private final int[] starts;
  private final int[] ends;

  private MaskedText(String typed, String text, int[] starts, int[] ends) {
    this.typed = typed;
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  /** Puts each found piece's placeholder in its place. The pieces stand in order and apart. */
  static MaskedText of(String typed, PlainText plain, List<Masking.Found> pieces) {
    var text = new StringBuilder();
    int most =
        plain.text().length() + pieces.stream().mapToInt(p -> p.placeholder().length()).sum();
    int[] starts = new int[most];
    int[] ends = new int[most];
    int at = 0;
    for (Masking.Found piece : pieces) {
      at = copy(plain, at, piece.from(), text, starts, ends);
      for (int i = 0; i < piece.placeholder().length(); i++) {
        starts[text.length()] = plain.startOf(piece.from());
        ends[text.length()] = plain.endOf(piece.to() - 1);
        text.append(piece.placeholder().charAt(i));
      }
      at = piece.to();
    }
    copy(plain, at, plain.text().length(), text, starts, ends);
    return new MaskedText(typed, text.toString(), starts, ends);
  }

  private static int copy(
      PlainText plain, int from, int to, StringBuilder text, int[] starts, int[] ends) {
    for (int i = from; i < to; i++) {
      starts[text.length()] = plain.startOf(i);
      ends[text.length()] = plain.endOf(i);
      text.append(plain.text().charAt(i));
    }
    return to;
  }

  String text() {
    return text;
  }

  /** What was typed where the quote stands; empty when it stands nowhere. */
  Optional<String> typed(String quote) {
    String wanted = quote.strip();
    int at = wanted.isEmpty() ? -1 : text.indexOf(wanted);
    return at < 0
        ? Optional.empty()
        : Optional.of(typed.substring(starts[at], ends[at + wanted.length() - 1]));
  }
}
