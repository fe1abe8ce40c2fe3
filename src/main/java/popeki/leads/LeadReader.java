package popeki.leads;

import java.util.List;

/**
 * Reads a conversation: the built-in classifier or an AI. It is called outside any transaction and
 * may take its time; an exception means that the conversation is read again later.
 */
interface LeadReader {
  /** Who read, as {@code provider} in the API: {@code builtin}. */
  String name();

  /** Which version of it; part of the input's identity, so a new version reads afresh. */
  String model();

  Reading read(BusinessContext business, List<LeadMessage> messages);
}
