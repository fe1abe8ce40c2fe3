package popeki.attribution;

/** How like the first words of a conversation are to the text of a link. */
enum Likeness {
  /** The same words, whatever the case, accents, marks and code. */
  SAME(0),
  /** Most of the words: somebody changed it a little, or wrote more. */
  NEAR(1),
  /** Other words, or none. */
  OTHER(2);

  /** Where it stands in the shares of a {@link MatchModel}. */
  final int place;

  Likeness(int place) {
    this.place = place;
  }
}
