package popeki.links;

import java.util.Locale;

/**
 * Why no message followed a click, as likely as can be told from the clicks alone; the first that
 * fits, in this order.
 */
enum Ghost {
  /** The click is younger than a day. */
  WAITING,
  /** The same visitor wrote after another click. */
  WROTE_AFTER_ANOTHER,
  /** The link puts no code into its messages, so only a likelihood could tie them. */
  NO_CODE,
  /** Of ten clicks or more to this number, none was followed by a message that day. */
  NUMBER_SILENT,
  /** WhatsApp may not be installed there. */
  COMPUTER,
  /** The browser inside another app, which may not hand over to WhatsApp. */
  IN_APP,
  /** Nothing stood in the way that can be seen. */
  LEFT;

  /** The key of its words. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
