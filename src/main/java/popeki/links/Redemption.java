package popeki.links;

/** What became of an attempt to tie a click to a conversation. The first one wins. */
public enum Redemption {
  /** The click had no conversation; now it has this one. */
  FIRST,
  /** It was this conversation's already. */
  SAME,
  /** It belongs to another conversation: the message was forwarded or copied. */
  SHARED,
  /** There is no such click (any more). */
  GONE
}
