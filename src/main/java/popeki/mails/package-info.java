/**
 * Mails: written from templates, queued with what caused them, sent by a lane or kept in the
 * outbox.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform"})
package popeki.mails;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
