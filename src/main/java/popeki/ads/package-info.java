/**
 * The ad catalogue and what ads cost: read from connected ad accounts, from files and from the API.
 * In: a token, an ad that a conversation named. Out: names, pictures, spend.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "platform", "workspaces", "connections"})
package popeki.ads;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
