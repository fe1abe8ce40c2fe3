/** The operator's commands: doctor, admin, bench. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "kernel",
      "platform",
      "mails",
      "accounts",
      "workspaces",
      "privacy",
      "links",
      "conversations",
      "attribution",
      "leads",
      "conversions",
      "reports",
      "ads"
    })
package popeki.ops;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
