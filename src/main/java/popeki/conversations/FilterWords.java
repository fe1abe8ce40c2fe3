package popeki.conversations;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.conversations.ConversationRepository.Facet;
import popeki.platform.Words;

/** The filters of the list in words: their names and their values. */
final class FilterWords {
  private FilterWords() {}

  static String name(String key, Words words) {
    return words.of("conversations.filter." + key);
  }

  /**
   * A value as a person reads it.
   *
   * @param facets where the names of campaigns are known from
   */
  static String value(String key, @Nullable String value, List<Facet> facets, Words words) {
    String text = String.valueOf(value);
    return switch (key) {
      case "stage", "category", "attribution" -> {
        String word = "conversations." + key + "." + text;
        yield words.has(word) ? words.of(word) : text;
      }
      case ConversationUrl.WINDOW, ConversationUrl.NEEDS ->
          words.of("conversations.filter." + key + ".value");
      case "link" -> words.of("conversations.filter.link.value");
      case "min_score" -> text + "+";
      case "campaign" ->
          facets.stream()
              .filter(facet -> facet.facet().equals(key) && text.equals(facet.value()))
              .map(facet -> facet.name() == null ? text : facet.name())
              .findFirst()
              .orElse(text);
      default -> text;
    };
  }
}
