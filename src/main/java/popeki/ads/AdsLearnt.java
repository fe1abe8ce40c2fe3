package popeki.ads;

import java.util.Set;
import popeki.kernel.WorkspaceId;

/**
 * The catalogue learnt, in the surrounding transaction, where these ads belong: the campaign or the
 * ad set of each was unknown before, or another one. What was credited to them may want to be
 * decided anew.
 */
public record AdsLearnt(WorkspaceId workspace, Set<String> adIds) {
  public AdsLearnt {
    adIds = Set.copyOf(adIds);
  }
}
