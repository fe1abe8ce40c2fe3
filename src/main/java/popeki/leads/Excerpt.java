package popeki.leads;

import java.util.ArrayList;
import java.util.List;
import popeki.kernel.Pure;

/**
 * The part of a conversation that is read: the first messages, which say why they came, and the
 * last ones, which say where it stands; each cut to a length.
 *
 * @param leadMessages how many of all messages the person wrote
 */
@Pure
record Excerpt(List<LeadMessage> messages, int leadMessages) {
  private static final int FIRST = 4;
  private static final int LAST = 12;
  private static final int LONGEST = 400;

  static Excerpt of(List<LeadMessage> all) {
    int lead =
        (int) all.stream().filter(message -> message.from() == LeadMessage.From.LEAD).count();
    List<LeadMessage> kept = new ArrayList<>(all);
    if (all.size() > FIRST + LAST) {
      kept = new ArrayList<>(all.subList(0, FIRST));
      kept.addAll(all.subList(all.size() - LAST, all.size()));
    }
    return new Excerpt(kept.stream().map(Excerpt::cut).toList(), lead);
  }

  /** Nobody but the business said a word. */
  boolean isEmpty() {
    return leadMessages == 0;
  }

  /** All that a reading depends on, as one text: equal texts are read alike. */
  String identity(String reader, BusinessContext business) {
    var text = new StringBuilder();
    add(text, reader);
    add(text, business.type());
    add(text, business.offers());
    add(text, business.country());
    add(text, business.currency());
    for (LeadMessage message : messages) {
      add(text, message.from().name());
      add(text, message.text());
    }
    return text.toString();
  }

  /** With its length before it, so that no two lists run together into the same text. */
  private static void add(StringBuilder text, String part) {
    text.append(part.length()).append(':').append(part);
  }

  private static LeadMessage cut(LeadMessage message) {
    String text = message.text();
    if (text.codePointCount(0, text.length()) <= LONGEST) {
      return message;
    }
    return new LeadMessage(
        message.n(), message.from(), text.substring(0, text.offsetByCodePoints(0, LONGEST)));
  }
}
