package popeki.conversations;

import org.jspecify.annotations.Nullable;

/** What the scoring found, as lists of conversations show and filter it. */
public record LeadNote(String status, @Nullable Integer score, @Nullable String category) {}
