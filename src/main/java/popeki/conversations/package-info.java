/**
 * Step 2 of 6 — Conversations. In: WhatsApp webhooks. Out: ConversationStarted, MessageReceived,
 * OutcomeRecorded.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"kernel", "platform", "workspaces", "privacy", "links", "connections"})
package popeki.conversations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
