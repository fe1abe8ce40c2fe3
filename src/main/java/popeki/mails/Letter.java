package popeki.mails;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.platform.Words;

/**
 * A mail in words.
 *
 * @param paragraphs without markup; each form of the mail marks them up its own way
 * @param button what the link is called; null with the link
 */
public record Letter(
    String subject,
    String title,
    List<String> paragraphs,
    @Nullable String button,
    @Nullable String link) {
  private static final int LONGEST_SUBJECT = 200;

  static Letter of(Mail mail, Words words) {
    String key = "mails." + mail.kind();
    Object[] arguments = mail.arguments().toArray();
    return new Letter(
        oneLine(words.of(key + ".subject", arguments)),
        words.of(key + ".title", arguments),
        List.of(words.of(key + ".text", arguments).split("\n\n")),
        mail.link() == null ? null : words.of(key + ".button", arguments),
        mail.link());
  }

  /** The mail for readers without HTML, and for the outbox. */
  public String text() {
    var text = new StringBuilder(title).append("\n\n").append(String.join("\n\n", paragraphs));
    if (link != null) {
      text.append("\n\n").append(button).append(":\n").append(link);
    }
    return text.append('\n').toString();
  }

  /** A business may be called anything, but not add a header. */
  private static String oneLine(String subject) {
    String line = subject.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > LONGEST_SUBJECT ? line.substring(0, LONGEST_SUBJECT) + "…" : line;
  }
}
