/** Whom must we not process? Opt-outs and erasures, asked at every door. */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform", "workspaces"})
package popeki.privacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
