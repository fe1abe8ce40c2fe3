package popeki.leads;

import java.util.Locale;

/**
 * The language a lead writes in; {@code HI} covers Hindi in Devanagari and Hinglish in Latin
 * letters.
 */
public enum LeadLanguage {
  PT,
  ES,
  EN,
  HI,
  ID,
  FR,
  DE,
  IT,
  OTHER;

  /** The name in the API and in the AI schema, such as {@code pt}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
