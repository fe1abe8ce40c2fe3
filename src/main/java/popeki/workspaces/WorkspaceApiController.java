package popeki.workspaces;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import popeki.platform.ApiCaller;
import popeki.platform.Settings;

/** {@code GET /api/v1/workspace}: which workspace does this key open? */
@RestController
class WorkspaceApiController {
  private final Workspaces workspaces;
  private final Settings settings;

  record WorkspaceJson(
      UUID id,
      String slug,
      String businessName,
      String region,
      String timezone,
      String currency,
      BillingJson billing) {}

  record BillingJson(
      String status,
      @Nullable String plan,
      @Nullable String periodEnd,
      @Nullable String stripeCustomerId) {}

  WorkspaceApiController(Workspaces workspaces, Settings settings) {
    this.workspaces = workspaces;
    this.settings = settings;
  }

  @GetMapping("/api/v1/workspace")
  WorkspaceJson get(ApiCaller caller) {
    Workspace workspace = workspaces.get(caller.workspace());
    return new WorkspaceJson(
        workspace.id().value(),
        workspace.slug(),
        workspace.businessName(),
        workspace.region(),
        workspace.timezone().getId(),
        workspace.currency(),
        billing());
  }

  /**
   * Without a key of the payment provider every feature is on; with one, a workspace starts free.
   */
  private BillingJson billing() {
    return settings.values().containsKey("STRIPE_API_KEY")
        ? new BillingJson("active", "free", null, null)
        : new BillingJson("off", null, null, null);
  }
}
