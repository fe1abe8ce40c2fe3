package popeki.workspaces;

/** What waits for a person at a place of the sidebar; a later module answers for its own place. */
public interface Attention {
  /** The place's key, such as {@code leads}. */
  String place();

  /** How much waits for this person; zero is not shown. */
  long count(Member member);
}
