package popeki.platform;

/** The three roles the service works as; the login role itself may do nothing. */
public enum DatabaseRole {
  /** Requests: the rows of the workspace that the transaction entered. */
  APP("popeki_app", 12),
  /** Lanes of work: the same, and the inbox. */
  WORKER("popeki_worker", 8),
  /** The click path and the webhook door: INSERT only. */
  INGEST("popeki_ingest", 3);

  private final String roleName;
  private final int poolSize;

  DatabaseRole(String roleName, int poolSize) {
    this.roleName = roleName;
    this.poolSize = poolSize;
  }

  String roleName() {
    return roleName;
  }

  int poolSize() {
    return poolSize;
  }
}
