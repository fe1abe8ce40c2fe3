package popeki.workspaces;

import java.util.Locale;

/** One thing that a role may see or do; {@link Role} holds the table of them. */
public enum Permission {
  /** Figures, links, campaigns, deliveries, and people with their numbers masked. */
  SEE_FIGURES,
  /** What people wrote, and quotes of it. */
  READ_MESSAGES,
  /** One person's whole phone number, on request and logged. */
  REVEAL_PHONES,
  /** Stages, scores, links and other daily work. */
  WORK,
  /** Settings, API keys, numbers, where data goes. */
  ADMINISTER,
  /** Inviting, changing roles, removing; seeing addresses of colleagues. */
  MANAGE_PEOPLE,
  /** Making and unmaking owners. */
  MANAGE_OWNERS;

  /** As keys of words name it. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
