package popeki.leads;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import popeki.kernel.Pure;

/**
 * Which language a lead writes in, by the little words each language cannot do without. Hinglish
 * counts as Hindi however much English stands between. Without evidence the language of the
 * business's country is taken.
 *
 * @param language the best guess
 * @param second the runner-up where the person mixes, else the same
 */
@Pure
record LanguageGuess(LeadLanguage language, LeadLanguage second) {
  private static final double PRIOR = 0.45;
  private static final double MIXED_SHARE = 0.3;

  /** Weighted words and endings by language; a word of several languages weighs less in each. */
  static final class Evidence {
    private static final double CONTENT_WORD = 0.35;

    private final Map<String, Map<LeadLanguage, Double>> words = new HashMap<>();
    private final Map<String, LeadLanguage> endings = new HashMap<>();

    void addWord(LeadLanguage language, String word) {
      words.computeIfAbsent(word, _ -> new EnumMap<>(LeadLanguage.class)).put(language, 1.0);
    }

    void addContentWord(LeadLanguage language, String word) {
      words
          .computeIfAbsent(word, _ -> new EnumMap<>(LeadLanguage.class))
          .putIfAbsent(language, CONTENT_WORD);
    }

    void addEnding(LeadLanguage language, String ending) {
      endings.put(ending, language);
    }

    boolean isSmallWord(String word) {
      Map<LeadLanguage, Double> weights = words.get(word);
      return weights != null && weights.containsValue(1.0);
    }

    private void count(String word, Map<LeadLanguage, Double> totals) {
      Map<LeadLanguage, Double> weights = words.get(word);
      if (weights != null) {
        double shared = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        weights.forEach(
            (language, weight) ->
                totals.merge(language, weight * weight / Math.max(1, shared), Double::sum));
        return;
      }
      for (int length = 2; length <= 5 && length < word.length() - 1; length++) {
        LeadLanguage language = endings.get(word.substring(word.length() - length));
        if (language != null) {
          totals.merge(language, CONTENT_WORD, Double::sum);
        }
      }
    }
  }

  static LanguageGuess of(
      List<List<TextWords.Word>> messages, List<String> texts, String country, Evidence evidence) {
    Map<LeadLanguage, Double> totals = new EnumMap<>(LeadLanguage.class);
    for (List<TextWords.Word> message : messages) {
      message.forEach(word -> evidence.count(word.text(), totals));
    }
    texts.forEach(text -> countLetters(text, totals));
    totals.merge(ofCountry(country), PRIOR, Double::sum);
    List<LeadLanguage> ranked =
        totals.keySet().stream()
            .sorted(Comparator.comparingDouble((LeadLanguage l) -> -totals.getOrDefault(l, 0.0)))
            .toList();
    LeadLanguage best = ranked.getFirst();
    LeadLanguage second = ranked.size() > 1 ? ranked.get(1) : best;
    double share = totals.getOrDefault(second, 0.0) / totals.getOrDefault(best, 1.0);
    return new LanguageGuess(best, share >= MIXED_SHARE ? second : best);
  }

  private static void countLetters(String text, Map<LeadLanguage, Double> totals) {
    int devanagari = 0;
    for (int i = 0; i < Math.min(text.length(), TextWords.LONGEST); i++) {
      char c = text.charAt(i);
      if (c >= 0x0900 && c <= 0x097F) {
        devanagari++;
      } else if (c == 'ã' || c == 'õ' || c == 'ê' || c == 'â') {
        totals.merge(LeadLanguage.PT, 0.8, Double::sum);
      } else if (c == '¿' || c == '¡' || c == 'ñ') {
        totals.merge(LeadLanguage.ES, 1.0, Double::sum);
      } else if (c == 'ä' || c == 'ö' || c == 'ü' || c == 'ß') {
        totals.merge(LeadLanguage.DE, 0.7, Double::sum);
      } else if (c == 'è' || c == 'œ' || c == 'û') {
        totals.merge(LeadLanguage.FR, 0.5, Double::sum);
      } else if (Character.isLetter(c)
          && Character.UnicodeScript.of(c) != Character.UnicodeScript.LATIN) {
        totals.merge(LeadLanguage.OTHER, 0.4, Double::sum);
      }
    }
    if (devanagari > 0) {
      totals.merge(LeadLanguage.HI, devanagari * 0.4, Double::sum);
    }
  }

  private static LeadLanguage ofCountry(String country) {
    return switch (country.toUpperCase(Locale.ROOT)) {
      case "BR", "PT", "AO", "MZ" -> LeadLanguage.PT;
      case "MX",
          "AR",
          "ES",
          "CO",
          "CL",
          "PE",
          "EC",
          "UY",
          "PY",
          "BO",
          "VE",
          "CR",
          "GT",
          "DO",
          "PA" ->
          LeadLanguage.ES;
      case "IN" -> LeadLanguage.HI;
      case "ID" -> LeadLanguage.ID;
      case "FR" -> LeadLanguage.FR;
      case "DE", "AT" -> LeadLanguage.DE;
      case "IT" -> LeadLanguage.IT;
      default -> LeadLanguage.EN;
    };
  }
}
