/** The tenant: one business, its people, keys and numbers. Everything else belongs to one. */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform", "mails", "accounts"})
package popeki.workspaces;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
