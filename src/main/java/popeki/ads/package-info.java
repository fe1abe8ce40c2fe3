/** The ad catalogue and what ads cost. */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform", "workspaces"})
package popeki.ads;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
