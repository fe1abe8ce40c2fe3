/**
 * Step 1 of 6 — Links. In: a visit of a tracked link. Out: a click on disk and the way to WhatsApp.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform", "workspaces", "privacy"})
package popeki.links;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
