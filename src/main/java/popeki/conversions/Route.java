package popeki.conversions;

import java.util.Locale;

/** The two ways to tell Meta, each with its own kind of dataset. */
enum Route {
  /**
   * The conversation began with a click-to-WhatsApp ad: Meta's click id and the business account.
   */
  MESSAGING,
  /**
   * The conversation began with a tracked link: the click's {@code fbclid}, or the hashed phone.
   */
  WEB;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Route of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
