package popeki.platform;

import java.util.Locale;
import popeki.kernel.Pure;

/** Why an AI provider that is named in AI_PROVIDERS is not called. */
@Pure
public enum AiObstacle {
  NO_TERMS("%s_TERMS is missing, your dated attestation: " + AiTerms.EXAMPLE),
  NO_KEY("%s_API_KEY is missing; set it"),
  NO_ADDRESS("%s_BASE_URL is missing; set the address of your resource"),
  NO_MODEL("%s_MODEL is missing; set the model or the name of your deployment"),
  NO_RETENTION("%s_TERMS does not say retention=none (or 30d with AI_ALLOW_RETENTION=30d)"),
  KEEPS("%s_TERMS says that it keeps content; admit up to 30 days with AI_ALLOW_RETENTION=30d"),
  KEEPS_TOO_LONG("%s_TERMS says that it keeps content for more than 30 days"),
  NO_TRAINING("%s_TERMS does not say training=no"),
  TRAINS("%s_TERMS says that it trains on content; use a tier that does not"),
  NO_DPA("%s_TERMS names no processing agreement (dpa=<reference>)"),
  NO_REGION("%s_TERMS does not say where content is processed (region=eu)"),
  NOT_IN_THE_EU("%s_TERMS says a region outside the EU, but POPEKI_REGION is eu"),
  ADDRESS_OUTSIDE_THE_EU("%s_BASE_URL does not process in the EU, but POPEKI_REGION is eu"),
  NOT_DATED("%s_TERMS has no last day (valid_until=2027-06-30)"),
  EXPIRED("%s_TERMS has expired; look at the contract again and date it anew"),
  NOT_ENCRYPTED("%s_BASE_URL is not https and leaves this network"),
  CLOUD_MODEL("%s_MODEL runs on the maker's machines, not on yours"),
  FREE_MODEL("%s_MODEL is a free one; those may keep content and learn from it");

  private final String text;

  AiObstacle(String text) {
    this.text = text;
  }

  /** The end of the key of its words: {@code no_terms}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is so and how to mend it, for the operator. */
  public String text(AiProvider provider) {
    return String.format(Locale.ROOT, text, provider.kind().name());
  }
}
