/**
 * Step 5 of 6 — Conversions. In: OutcomeRecorded. Out: a delivery to the ad platform, or the reason
 * why not.
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
      "attribution",
      "leads"
    })
package popeki.conversions;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
