package popeki.workspaces;

import java.util.List;

/**
 * What a workspace may tune about the steps. Stored as JSON; what is absent there is the default
 * here.
 */
public record WorkspaceSettings(
    Leads leads, List<KeyPhrase> keyPhrases, Attribution attribution, Security security) {
  public static final WorkspaceSettings DEFAULT =
      new WorkspaceSettings(
          new Leads(8, 25),
          List.of(new KeyPhrase("venda fechada", "won")),
          new Attribution(30, 0.6, 0.8),
          new Security(false));

  public WorkspaceSettings {
    keyPhrases = List.copyOf(keyPhrases);
  }

  /** The same with or without the duty to show a second factor. */
  WorkspaceSettings withSecondFactor(boolean required) {
    return new WorkspaceSettings(leads, keyPhrases, attribution, new Security(required));
  }

  /** What is asked of people at sign-in: whether a second factor is needed to see anything. */
  public record Security(boolean secondFactor) {}

  /**
   * When a conversation is read: so long after its last message, and no later than so long after
   * the first unread one.
   */
  public record Leads(int debounceSeconds, int maxWaitSeconds) {}

  /** A sentence of the business's own that moves a conversation to a stage: "venda fechada 350". */
  public record KeyPhrase(String phrase, String stage) {}

  /**
   * How far back a click may lie, from which certainty on a probable click is credited, and from
   * which on it may be told to an ad platform.
   */
  public record Attribution(int windowDays, double probableThreshold, double sendThreshold) {}
}
