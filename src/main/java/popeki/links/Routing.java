package popeki.links;

/** How a link with several numbers chooses one; an off-switched number is never chosen. */
public enum Routing {
  /** The first that is on. */
  SINGLE,
  /** One after the other; a visitor who comes again gets the same. */
  ROUND_ROBIN,
  /** In shares of their weights; a visitor who comes again gets the same. */
  WEIGHTS
}
