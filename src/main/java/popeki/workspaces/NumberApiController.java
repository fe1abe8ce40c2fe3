package popeki.workspaces;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import popeki.kernel.NumberId;
import popeki.platform.ApiCaller;
import popeki.platform.Page;

/** Connected numbers over the API. */
@RestController
@RequestMapping("/api/v1/numbers")
class NumberApiController {
  private final Numbers numbers;

  record NumberJson(
      UUID id,
      String phoneNumberId,
      String wabaId,
      String displayPhoneNumber,
      boolean hasAccessToken,
      @Nullable Instant lastEventAt,
      Instant createdAt) {
    static NumberJson of(ConnectedNumber number) {
      return new NumberJson(
          number.id().value(),
          number.phoneNumberId(),
          number.wabaId(),
          number.displayPhoneNumber(),
          number.hasToken(),
          number.lastEventAt(),
          number.createdAt());
    }
  }

  NumberApiController(Numbers numbers) {
    this.numbers = numbers;
  }

  @Operation(operationId = "listNumbers", summary = "List connected numbers")
  @GetMapping
  Page<NumberJson> list(ApiCaller caller) {
    return Page.all(numbers.list(caller.workspace()).stream().map(NumberJson::of).toList());
  }

  @Operation(
      operationId = "connectNumber",
      summary = "Connect a number",
      description =
          "Connects a WhatsApp number, or updates one that is connected already. A number of another workspace answers 409. The access token goes in and never comes out.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  NumberJson connect(ApiCaller caller, @RequestBody NumberDraft draft) {
    return NumberJson.of(numbers.connect(caller.workspace(), draft, caller.actor()));
  }

  @Operation(operationId = "getNumber", summary = "Read a number")
  @GetMapping("/{id}")
  NumberJson get(ApiCaller caller, @PathVariable UUID id) {
    return NumberJson.of(numbers.get(caller.workspace(), new NumberId(id)));
  }
}
