/** What every step stands on: settings, database, keys, lanes of work, errors, the web shell. */
@NullMarked
@ApplicationModule(
    type = ApplicationModule.Type.OPEN,
    allowedDependencies = {"kernel"})
package popeki.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
