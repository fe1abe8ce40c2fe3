package popeki.links;

/**
 * What a link brought so far.
 *
 * @param scans those of the clicks that came by its QR code
 */
public record LinkCounts(
    long clicks, long notCounted, long conversations, long qualified, long won, long scans) {
  static final LinkCounts NONE = new LinkCounts(0, 0, 0, 0, 0);

  /** Of a link whose code nobody scanned. */
  LinkCounts(long clicks, long notCounted, long conversations, long qualified, long won) {
    this(clicks, notCounted, conversations, qualified, won, 0);
  }
}
