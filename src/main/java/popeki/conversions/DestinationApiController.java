package popeki.conversions;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;

/** The destination over the API; tokens go in and never come out. */
@RestController
@RequestMapping("/api/v1/destinations/meta")
class DestinationApiController {
  private final Destinations destinations;

  DestinationApiController(Destinations destinations) {
    this.destinations = destinations;
  }

  /**
   * The destination on the wire.
   *
   * @param updatedAt when it was last saved
   */
  record DestinationJson(
      boolean enabled,
      List<DatasetJson> datasets,
      @Nullable String testEventCode,
      Destination.Events events,
      Instant updatedAt) {
    static DestinationJson of(Destination destination) {
      return new DestinationJson(
          destination.enabled(),
          destination.datasets().stream().map(set -> DatasetJson.of(destination, set)).toList(),
          destination.testEventCode(),
          destination.events(),
          destination.updatedAt());
    }
  }

  /**
   * A dataset on the wire.
   *
   * @param parked Meta refused its token; its conversions are held until a new one is saved
   */
  record DatasetJson(
      @Schema(allowableValues = {"messaging", "web"}) String kind,
      String datasetId,
      @Nullable String wabaId,
      @Nullable String pageId,
      boolean accessTokenSet,
      boolean parked) {
    static DatasetJson of(Destination destination, Destination.Dataset set) {
      return new DatasetJson(
          set.kind().wire(),
          set.datasetId(),
          set.wabaId(),
          set.pageId(),
          true,
          destination.isParked(set));
    }
  }

  @Operation(
      operationId = "getMetaDestination",
      summary = "Read the destination",
      description = "Tokens never come out.")
  @GetMapping
  DestinationJson get(ApiCaller caller) {
    return destinations
        .find(caller.workspace())
        .map(DestinationJson::of)
        .orElseThrow(() -> ApiProblem.notFound("destination"));
  }

  @Operation(
      operationId = "setMetaDestination",
      summary = "Set the destination",
      description =
          "Replaces the whole. The short form with dataset_id and access_token is that dataset for both kinds. Nothing is ever sent before this, and nothing later than five seconds after enabled is false.")
  @PutMapping
  DestinationJson put(ApiCaller caller, @RequestBody DestinationRequest request) {
    return DestinationJson.of(
        destinations.save(caller.workspace(), request.read(), caller.actor()));
  }

  @Operation(
      operationId = "removeMetaDestination",
      summary = "Remove the destination",
      description = "What is waiting is held.")
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(ApiCaller caller) {
    if (!destinations.remove(caller.workspace(), caller.actor())) {
      throw ApiProblem.notFound("destination");
    }
  }
}
