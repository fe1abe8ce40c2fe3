/** Words everyone shares: ids, money, phone numbers, time ranges. Knows nothing of Spring. */
@NullMarked
@ApplicationModule(type = ApplicationModule.Type.OPEN)
package popeki.kernel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
