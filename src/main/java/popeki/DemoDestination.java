package popeki;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Where the demo's conversions go: the pretend Meta, set up over the API like any customer's. */
final class DemoDestination {
  static final String PATH = "/destinations/meta";

  private DemoDestination() {}

  /** The body of {@code PUT /destinations/meta}. */
  static String body(DemoFile file) {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("enabled", true);
    var datasets = body.putArray("datasets");
    datasets
        .addObject()
        .put("kind", "messaging")
        .put("dataset_id", DemoBusiness.DATASET)
        .put("waba_id", DemoBusiness.WABA_ID)
        .put("page_id", DemoBusiness.PAGE_ID)
        .put("access_token", file.metaToken());
    datasets
        .addObject()
        .put("kind", "web")
        .put("dataset_id", DemoBusiness.WEB_DATASET)
        .put("access_token", file.metaToken());
    return body.toString();
  }
}
