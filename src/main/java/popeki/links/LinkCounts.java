package popeki.links;

/** What a link brought so far. */
public record LinkCounts(
    long clicks, long notCounted, long conversations, long qualified, long won) {
  static final LinkCounts NONE = new LinkCounts(0, 0, 0, 0, 0);
}
