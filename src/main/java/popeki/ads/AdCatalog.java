package popeki.ads;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;

/** The ads a workspace runs: which campaign an ad belongs to, and what each is called. */
@Component
public class AdCatalog {
  private final WorkspaceTx tx;
  private final AdRepository ads;

  AdCatalog(WorkspaceTx tx, AdRepository ads) {
    this.tx = tx;
    this.ads = ads;
  }

  /** What is known of an ad; empty when the catalogue has never heard of it. */
  public Optional<Ad> find(WorkspaceId workspace, String adId) {
    return Optional.ofNullable(find(workspace, List.of(adId)).get(adId));
  }

  /** What is known of these ads, by their ids. */
  public Map<String, Ad> find(WorkspaceId workspace, Collection<String> adIds) {
    return tx.in(workspace, () -> ads.find(workspace, adIds)).stream()
        .collect(Collectors.toMap(Ad::adId, Function.identity()));
  }

  /**
   * Adds ads or what was learnt about them, in the surrounding transaction or one of its own. A
   * null teaches nothing: it leaves what is known.
   */
  public void remember(WorkspaceId workspace, Ad... learnt) {
    tx.run(workspace, () -> ads.remember(workspace, List.of(learnt)));
  }
}
