package popeki.mails;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.WorkspaceId;

/**
 * A mail to be sent.
 *
 * @param workspace whose mail it is; null for what belongs to no workspace, such as proving an
 *     address
 * @param kind names the words: {@code mails.<kind>.subject}, {@code .title}, {@code .text}
 *     (paragraphs divided by an empty line) and, with a link, {@code .button}
 * @param arguments fill {@code {0}}, {@code {1}} … in all of them
 * @param link where the button leads, an absolute URL; null for none
 */
public record Mail(
    @Nullable WorkspaceId workspace,
    String to,
    String kind,
    List<String> arguments,
    @Nullable String link) {
  public Mail {
    arguments = List.copyOf(arguments);
  }

  /** Logs get neither the address nor what is written. */
  @Override
  public String toString() {
    return "Mail[" + kind + "]";
  }
}
