/**
 * Step 3 of 6 — Attribution. In: ConversationStarted, MessageReceived. Out: ConversationAttributed.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "kernel",
      "platform",
      "workspaces",
      "privacy",
      "links",
      "conversations",
      "ads"
    })
package popeki.attribution;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
