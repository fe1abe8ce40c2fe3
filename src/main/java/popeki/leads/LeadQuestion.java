package popeki.leads;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/**
 * A conversation as an AI may see it: what was written to steer the label is left out, what names a
 * person is masked, and nobody's number, name or id is in it. Quotes find their way back.
 */
final class LeadQuestion {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * One message of it.
   *
   * @param typed what remains of the message as typed
   */
  private record Part(LeadMessage message, String typed, MaskedText text) {
    boolean fromLead() {
      return message.from() == LeadMessage.From.LEAD;
    }
  }

  private final BusinessContext business;
  private final List<Part> parts;
  private final Set<String> masked;
  private final boolean steers;

  private LeadQuestion(
      BusinessContext business, List<Part> parts, Set<String> masked, boolean steers) {
    this.business = business;
    this.parts = parts;
    this.masked = masked;
    this.steers = steers;
  }

  static LeadQuestion of(
      BusinessContext business, List<LeadMessage> messages, BuiltInClassifier filter) {
    var parts = new ArrayList<Part>();
    var kinds = new TreeSet<String>();
    boolean steers = false;
    for (LeadMessage message : messages) {
      SteeringFilter.Filtered filtered = filter.withoutSteering(message);
      steers |= filtered.steers();
      String rest = filtered.of(message.text());
      Masking.Masked hidden = Masking.mask(rest, business.country());
      if (!hidden.text().text().isBlank()) {
        parts.add(new Part(message, rest, hidden.text()));
        hidden.kinds().forEach(kind -> kinds.add(kind.wireName()));
      }
    }
    return new LeadQuestion(business, parts, kinds, steers);
  }

  /** Whether the person said anything besides attempts to steer. */
  boolean asksNothing() {
    return parts.stream().noneMatch(Part::fromLead);
  }

  boolean steers() {
    return steers;
  }

  Set<String> masked() {
    return masked;
  }

  int size() {
    return parts.size();
  }

  BusinessContext business() {
    return business;
  }

  /** What remains of the person's messages, as typed. */
  List<LeadMessage> ofLead() {
    return parts.stream()
        .filter(Part::fromLead)
        .map(part -> new LeadMessage(part.message().n(), LeadMessage.From.LEAD, part.typed()))
        .toList();
  }

  /** The document that leaves. */
  String json(LocalDate today) {
    var document = new LinkedHashMap<String, Object>();
    var about = new LinkedHashMap<String, Object>();
    about.put("type", business.type());
    about.put("offers", PlainText.of(business.offers()).text());
    about.put("country", business.country());
    about.put("currency", business.currency());
    document.put("business", about);
    document.put("today", today.toString());
    document.put("messages", messages());
    return JSON.writeValueAsString(document);
  }

  /** All that an answer depends on, as one text; the day aside. */
  String identity() {
    return JSON.writeValueAsString(
        List.of(
            LeadPrompt.VERSION,
            business.type(),
            business.offers(),
            business.country(),
            business.currency(),
            messages()));
  }

  private List<Map<String, Object>> messages() {
    var messages = new ArrayList<Map<String, Object>>();
    for (Part part : parts) {
      var message = new LinkedHashMap<String, Object>();
      message.put("n", messages.size() + 1);
      message.put("from", part.fromLead() ? "lead" : "business");
      message.put("text", part.text().text());
      messages.add(message);
    }
    return messages;
  }

  /** Where a quote stands in the message as it was shown; -1 for nowhere. */
  int placeOf(int shown, String quote) {
    return quote.isBlank() ? -1 : parts.get(shown - 1).text().text().indexOf(quote.strip());
  }

  /** A piece of a message as it was shown; empty where there is no such piece. */
  Optional<String> shown(int shown, int from, int length) {
    if (shown < 1 || shown > parts.size()) {
      return Optional.empty();
    }
    String text = parts.get(shown - 1).text().text();
    return from < 0 || length < 1 || from + length > text.length()
        ? Optional.empty()
        : Optional.of(text.substring(from, from + length));
  }

  /** The person's own words behind a quote of what was shown; empty for anybody else's. */
  Optional<Said> typed(int shown, String quote) {
    Part part = parts.get(shown - 1);
    return part.fromLead()
        ? part.text()
            .typed(quote)
            .filter(words -> !words.isBlank() && part.message().text().contains(words))
            .map(words -> new Said(part.message().n(), words))
        : Optional.empty();
  }

  /** The first message of the person that holds the quote. */
  Optional<Said> typed(String quote) {
    for (int shown = 1; shown <= parts.size(); shown++) {
      Optional<Said> words = typed(shown, quote);
      if (words.isPresent()) {
        return words;
      }
    }
    return Optional.empty();
  }

  /**
   * Literal words of the person.
   *
   * @param n the number of the message in the conversation
   */
  record Said(int n, String text) {}
}
