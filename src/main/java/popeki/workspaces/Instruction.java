package popeki.workspaces;

import java.time.Instant;

/**
 * What a business has told us to do.
 *
 * @param source {@code agreement}, accepted with it, or {@code switch}
 */
record Instruction(Purpose purpose, boolean on, Instant since, String source) {}
