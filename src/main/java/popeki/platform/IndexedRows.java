package popeki.platform;

import popeki.kernel.WorkspaceId;

/** Rows that are found by a blind index, and whose plain text their module can still read. */
public interface IndexedRows {
  /**
   * Writes the hashes of older index keys anew under today's. May be repeated and runs beside the
   * service; {@link Vault#INSTALLATION} stands for what belongs to no workspace.
   *
   * @return how many rows changed
   */
  long reindex(WorkspaceId workspace);
}
