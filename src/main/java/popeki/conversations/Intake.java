package popeki.conversations;

import java.util.Locale;

/** What became of one item of a webhook; each is a metric, and the inbox shows it. */
enum Intake {
  /** A new message was stored. */
  STORED,
  /** The message or status was known already. */
  KNOWN,
  /** A status, preference or identity was noted. */
  NOTED,
  /** The number is not connected in any workspace. */
  UNKNOWN_NUMBER,
  /** It came to the address of an app that may not tell of this number. */
  FOREIGN,
  /** The person was erased; nothing is kept. */
  ERASED,
  /** A kind of item that is kept raw and not used. */
  KEPT_RAW,
  /** The item is not what its place says. */
  MALFORMED;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
