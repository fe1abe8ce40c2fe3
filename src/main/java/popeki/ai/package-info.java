/**
 * The AI providers an operator attested: one is asked at a time, in turn, within budgets; whatever
 * leaves is written down. Knows nothing of leads.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform", "workspaces", "privacy"})
package popeki.ai;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
