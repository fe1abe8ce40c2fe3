package popeki.conversions;

import java.util.Locale;

/** The moments of a conversation that an ad platform learns of. */
enum Stage {
  QUALIFIED,
  WON;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Stage of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
