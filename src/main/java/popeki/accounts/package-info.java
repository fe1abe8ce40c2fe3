/** People who sign in: who they are, how they prove it, and what is theirs. */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform", "mails"})
package popeki.accounts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
