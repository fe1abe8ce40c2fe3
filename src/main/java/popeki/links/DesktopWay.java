package popeki.links;

/** What a visitor at a desk gets; phones and apps are always sent straight to WhatsApp. */
public enum DesktopWay {
  /** The same as a phone. */
  WHATSAPP,
  /** A page that offers WhatsApp Web, or a QR code that goes on with the phone. */
  CHOOSE
}
