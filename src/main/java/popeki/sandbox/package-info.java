/**
 * The demo's pretend world: visitors, WhatsApp, Meta and an AI provider, outside every public door.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel"})
package popeki.sandbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
