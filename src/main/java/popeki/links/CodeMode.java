package popeki.links;

/** How a link's messages carry the reference code; chosen per link. */
public enum CodeMode {
  /** Visible and zero-width: survives the loss of either. */
  BOTH,
  VISIBLE,
  /** Zero-width only: some keyboards and clients drop it, so it is offered with a warning. */
  INVISIBLE,
  NONE
}
