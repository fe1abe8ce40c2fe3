package popeki.conversations;

/**
 * What an outcome does to a conversation.
 *
 * @param stage where the conversation stands afterwards
 * @param moved the stage is another than before
 * @param firstQualified qualified or beyond for the first time, which is told to Meta once
 * @param sale one more sale, with a conversion of its own
 * @param refund money given back: a negative value
 */
record StageChange(
    Stage stage, boolean moved, boolean firstQualified, boolean sale, boolean refund) {}
