package popeki.platform;

/** What this process was started as. */
public enum RunMode {
  /** Serves people and works off the lanes. */
  SERVICE,
  /** One operator command beside, or instead of, a service: no door open, no lane worked. */
  COMMAND,
  /** A test drives the lanes by hand. */
  TEST;

  public boolean worksInBackground() {
    return this == SERVICE;
  }
}
