package popeki.sandbox;

/** The ways to come that the start page offers. */
enum Scene {
  AD,
  BIO,
  QR;

  static Scene of(String word) {
    for (Scene scene : values()) {
      if (scene.word().equals(word)) {
        return scene;
      }
    }
    return AD;
  }

  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  String title() {
    return switch (this) {
      case AD -> "An ad was tapped";
      case BIO -> "A link in an Instagram bio was tapped";
      case QR -> "The QR code in the shop was scanned";
    };
  }

  /** What the person writes; by a link it stands before the typed text, which carries the code. */
  String words() {
    return switch (this) {
      case AD ->
          "Oi! Vi o anúncio do implante. Quanto custa? Consigo pagar até R$ 3.000 e queria agendar ainda hoje";
      case BIO -> "Oi! Quanto fica o clareamento? Queria marcar para essa semana";
      case QR -> "Bom dia, peguei o QR code no balcão. Vocês têm horário amanhã para limpeza?";
    };
  }
}
