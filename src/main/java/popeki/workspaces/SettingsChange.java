package popeki.workspaces;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What someone wants to be different about a workspace; what is null stays as it is. */
record SettingsChange(
    @Nullable String businessName,
    @Nullable String trade,
    @Nullable String offers,
    @Nullable String country,
    @Nullable String timezone,
    @Nullable String currency,
    @Nullable Integer conversationGapDays,
    Leads leads,
    @Nullable List<KeyPhrase> keyPhrases,
    Attribution attribution) {
  record Leads(@Nullable Integer debounceSeconds, @Nullable Integer maxWaitSeconds) {
    static final Leads SAME = new Leads(null, null);
  }

  record KeyPhrase(@Nullable String phrase, @Nullable String stage) {}

  record Attribution(
      @Nullable Integer windowDays,
      @Nullable Double probableThreshold,
      @Nullable Double sendThreshold) {
    static final Attribution SAME = new Attribution(null, null, null);
  }
}
