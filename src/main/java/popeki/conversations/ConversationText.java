package popeki.conversations;

import java.time.Instant;

/** A message's words, for the step that reads them. */
public record ConversationText(boolean fromLead, String text, Instant sentAt) {}
