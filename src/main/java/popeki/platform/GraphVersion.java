package popeki.platform;

/** The version of Meta's Graph that this service speaks; it stands here and nowhere else. */
public final class GraphVersion {
  public static final String CURRENT = "v26.0";

  private GraphVersion() {}
}
