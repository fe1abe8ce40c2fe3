package popeki.links;

/** What a slug leads to. */
sealed interface Lookup {
  record Active(LinkTarget target) implements Lookup {}

  /** The slug was a link once; it stays taken, in print for ever. */
  record Archived() implements Lookup {}

  record Unknown() implements Lookup {}
}
