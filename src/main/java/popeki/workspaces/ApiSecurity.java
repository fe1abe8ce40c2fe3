package popeki.workspaces;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import popeki.platform.ApiProblem;
import popeki.platform.ErrorPages;
import popeki.platform.Scope;
import popeki.platform.Settings;

/** Who gets into the API: programs with a key, which leave no session. People: PageSecurity. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class ApiSecurity {
  @Bean
  @Order(1)
  SecurityFilterChain api(
      HttpSecurity http,
      ApiKeys keys,
      Workspaces workspaces,
      ApiLimits limits,
      ErrorPages errors,
      Settings settings) {
    return http.securityMatcher("/api/**")
        .csrf(AbstractHttpConfigurer::disable)
        .headers(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterBefore(
            new ApiKeyFilter(keys, workspaces, limits, errors, settings.trustedProxies()),
            AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(
            rule ->
                rule.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers("/api/v1/openapi.json", "/api/v1/openapi.json.yaml")
                    .permitAll()
                    .requestMatchers("/api/v1/api-keys", "/api/v1/api-keys/**")
                    .hasAuthority(ApiKeyFilter.authority(Scope.ADMIN))
                    .requestMatchers("/api/v1/privacy/**")
                    .hasAuthority(ApiKeyFilter.authority(Scope.PRIVACY))
                    .requestMatchers(HttpMethod.GET)
                    .hasAuthority(ApiKeyFilter.authority(Scope.READ))
                    .requestMatchers(HttpMethod.HEAD)
                    .hasAuthority(ApiKeyFilter.authority(Scope.READ))
                    .anyRequest()
                    .hasAuthority(ApiKeyFilter.authority(Scope.WRITE)))
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint(
                        (request, response, e) ->
                            errors.unauthorized(
                                request,
                                response,
                                "Send an API key in the header Authorization: Bearer pk_live_…"))
                    .accessDeniedHandler(
                        (request, response, e) ->
                            errors.answer(request, response, missingScope(request))))
        .build();
  }

  private static ApiProblem missingScope(HttpServletRequest request) {
    Scope needed = Scope.neededFor(request.getMethod(), request.getRequestURI());
    return ApiProblem.forbidden(
        "scope_missing", "This API key lacks the scope " + needed.wire() + ".");
  }
}
