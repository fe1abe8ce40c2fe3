package popeki.workspaces;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;
import popeki.platform.Page;
import popeki.platform.Scope;

/** API keys over the API; the scope {@code admin} is needed. */
@RestController
@RequestMapping("/api/v1/api-keys")
class ApiKeyApiController {
  private final ApiKeys keys;
  private final Clock clock;

  record KeyRequest(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = 100)
          @Nullable String name,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {"read", "write", "privacy", "admin"})
          @Nullable List<String> scopes,
      @Schema(description = "Without it the key never ends.") @Nullable Instant expiresAt) {}

  record RotationRequest(
      @Schema(
              description = "How long the old key goes on.",
              minimum = "0",
              maximum = "168",
              defaultValue = "24")
          @Nullable Integer overlapHours) {}

  /** A key on the wire, without the key. */
  record KeyJson(
      UUID id,
      String name,
      @Schema(description = "How the key begins.") String prefix,
      @Schema(allowableValues = {"read", "write", "privacy", "admin"}) List<String> scopes,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Schema(description = "The network of the last caller; not the address.")
          @Nullable String lastUsedFrom,
      @Schema(description = "The key that a rotation made in its place.")
          @Nullable UUID replacedBy) {
    static KeyJson of(ApiKey key) {
      return new KeyJson(
          key.id(),
          key.name(),
          key.prefix(),
          new TreeSet<>(key.scopes()).stream().map(Scope::wire).toList(),
          key.createdAt(),
          key.expiresAt(),
          key.lastUsedAt(),
          key.lastUsedFrom(),
          key.replacedBy());
    }
  }

  /** A key just made; the only answer that has the key. */
  record NewKeyJson(
      UUID id,
      String name,
      String prefix,
      List<String> scopes,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Nullable String lastUsedFrom,
      @Nullable UUID replacedBy,
      @Schema(description = "The key itself; shown here only.") String key) {
    static NewKeyJson of(ApiKeys.Created made) {
      KeyJson shown = KeyJson.of(made.key());
      return new NewKeyJson(
          shown.id(),
          shown.name(),
          shown.prefix(),
          shown.scopes(),
          shown.createdAt(),
          shown.expiresAt(),
          null,
          null,
          null,
          made.text());
    }

    /** Logs get no key. */
    @Override
    public String toString() {
      return "NewKeyJson[" + id + "]";
    }
  }

  ApiKeyApiController(ApiKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Operation(
      operationId = "listApiKeys",
      summary = "List keys",
      description = "Keys that were not revoked, newest first; the keys themselves are not in it.")
  @GetMapping
  Page<KeyJson> list(ApiCaller caller) {
    return Page.all(keys.list(caller.workspace()).stream().map(KeyJson::of).toList());
  }

  @Operation(
      operationId = "createApiKey",
      summary = "Make a key",
      description =
          "The answer has the key, once. A key cannot make one that may do more than itself.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  NewKeyJson create(ApiCaller caller, @RequestBody KeyRequest request) {
    String name = Workspaces.text("name", request.name(), 100);
    Set<Scope> scopes = scopes(request.scopes());
    ApiKeys.requireScopes(caller.scopes(), scopes);
    Instant expires = request.expiresAt();
    if (expires != null && !expires.isAfter(clock.instant())) {
      throw ApiProblem.invalid("expires_at", "must lie in the future");
    }
    return NewKeyJson.of(keys.create(caller.workspace(), name, scopes, expires, caller.actor()));
  }

  @Operation(
      operationId = "rotateApiKey",
      summary = "Rotate a key",
      description =
          "A new key with the same name, scopes and length of life; the old one goes on for the overlap and then ends.")
  @PostMapping("/{id}/rotate")
  @ResponseStatus(HttpStatus.CREATED)
  NewKeyJson rotate(
      ApiCaller caller,
      @PathVariable UUID id,
      @RequestBody(required = false) @Nullable RotationRequest request) {
    Integer hours = request == null ? null : request.overlapHours();
    return NewKeyJson.of(
        keys.rotate(
            caller.workspace(), id, ApiKeys.overlap(hours), caller.scopes(), caller.actor()));
  }

  @Operation(
      operationId = "revokeApiKey",
      summary = "Revoke a key",
      description = "It stops working at once, on every node.")
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(ApiCaller caller, @PathVariable UUID id) {
    keys.revoke(caller.workspace(), id, caller.actor());
  }

  private static Set<Scope> scopes(@Nullable List<String> given) {
    var scopes = EnumSet.noneOf(Scope.class);
    for (String scope : given == null ? List.<String>of() : given) {
      try {
        scopes.add(Scope.valueOf(String.valueOf(scope).toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw ApiProblem.invalid("scopes", "must be some of read, write, privacy, admin");
      }
    }
    if (scopes.isEmpty()) {
      throw ApiProblem.invalid("scopes", "must name at least one of read, write, privacy, admin");
    }
    return scopes;
  }
}
