package popeki.workspaces;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
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
      @Schema(allowableValues = {"off", "trial", "active", "past_due", "limited", "cancelled"})
          String status,
      @Nullable String plan,
      @Nullable String periodEnd,
      @Nullable String stripeCustomerId) {}

  WorkspaceApiController(Workspaces workspaces, Settings settings) {
    this.workspaces = workspaces;
    this.settings = settings;
  }

  @Operation(
      operationId = "getWorkspace",
      summary = "The workspace of this key",
      description =
          "The business that the key opens, with its slug, region, time zone, currency and billing state. A good first call.")
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
