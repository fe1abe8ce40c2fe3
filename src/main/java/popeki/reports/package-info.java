/** Step 6 of 6 — Reports. In: deltas and the steps' views. Out: exact figures, each a door. */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform", "workspaces", "ads"})
package popeki.reports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
