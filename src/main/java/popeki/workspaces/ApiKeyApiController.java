package popeki.workspaces;

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
      @Nullable String name, @Nullable List<String> scopes, @Nullable Instant expiresAt) {}

  record KeyJson(
      UUID id,
      String name,
      List<String> scopes,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt) {}

  record NewKeyJson(
      UUID id,
      String name,
      List<String> scopes,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt,
      String key) {}

  ApiKeyApiController(ApiKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @GetMapping
  Page<KeyJson> list(ApiCaller caller) {
    return Page.all(keys.list(caller.workspace()).stream().map(ApiKeyApiController::json).toList());
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  NewKeyJson create(ApiCaller caller, @RequestBody KeyRequest request) {
    String name = Workspaces.text("name", request.name(), 100);
    Set<Scope> scopes = scopes(request.scopes());
    if (!caller.scopes().containsAll(scopes)) {
      throw ApiProblem.forbidden(
          "scope_exceeded", "A key cannot make one that may do more than itself.");
    }
    Instant expires = request.expiresAt();
    if (expires != null && !expires.isAfter(clock.instant())) {
      throw ApiProblem.invalid("expires_at", "must lie in the future");
    }
    ApiKeys.Created made = keys.create(caller.workspace(), name, scopes, expires, caller.actor());
    KeyJson shown = json(made.key());
    return new NewKeyJson(
        shown.id(), shown.name(), shown.scopes(), shown.expiresAt(), null, made.text());
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(ApiCaller caller, @PathVariable UUID id) {
    keys.revoke(caller.workspace(), id, caller.actor());
  }

  private static KeyJson json(ApiKey key) {
    return new KeyJson(
        key.id(),
        key.name(),
        new TreeSet<>(key.scopes()).stream().map(Scope::wire).toList(),
        key.expiresAt(),
        key.lastUsedAt());
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
