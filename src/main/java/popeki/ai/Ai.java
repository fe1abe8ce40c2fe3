package popeki.ai;

import popeki.kernel.WorkspaceId;

/** The AI providers as one. Asking is outside any transaction and may take 12 seconds. */
public interface Ai {
  /**
   * Whether any provider may be asked for this workspace: one is named, has a key, is attested, in
   * force and allowed here, and the workspace did not choose that nothing leaves.
   */
  boolean isOpenTo(WorkspaceId workspace);

  /** Asks one provider after another until one gives a fit answer; one at a time, never two. */
  <T> Asked<T> ask(Question question, AnswerReader<T> reader);
}
