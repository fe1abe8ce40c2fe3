/**
 * How the REST API is described: its OpenAPI document, the executed examples, the page about it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform"})
package popeki.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
