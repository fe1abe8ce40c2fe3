/**
 * Connecting WhatsApp: pasting a token, the Meta apps of a business, whether the token still works,
 * and files fetched from Meta when somebody asks for one. In: a token. Out: a number that is heard.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform", "workspaces"})
package popeki.connections;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
