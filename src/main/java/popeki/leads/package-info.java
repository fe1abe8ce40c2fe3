/** Step 4 of 6 — Leads. In: MessageReceived. Out: LeadClassified. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "kernel",
      "platform",
      "workspaces",
      "privacy",
      "conversations",
      "ai",
      "mails"
    })
package popeki.leads;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
