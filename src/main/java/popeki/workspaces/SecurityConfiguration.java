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
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import popeki.platform.ApiProblem;
import popeki.platform.ErrorPages;
import popeki.platform.Scope;
import popeki.platform.Settings;

/**
 * Who gets in where. Programs come with a key and leave no session; people sign in with a form. The
 * doors of other systems (webhooks, health, tracked links) check for themselves.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {
  @Bean
  @Order(1)
  SecurityFilterChain api(
      HttpSecurity http, ApiKeys keys, Workspaces workspaces, ErrorPages errors) {
    return http.securityMatcher("/api/**")
        .csrf(AbstractHttpConfigurer::disable)
        .headers(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterBefore(
            new ApiKeyFilter(keys, workspaces, errors), AnonymousAuthenticationFilter.class)
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

  @Bean
  @Order(2)
  SecurityFilterChain pages(
      HttpSecurity http,
      PasswordLogin passwords,
      LoginOutcomes outcomes,
      LoginThrottleFilter throttle,
      ErrorPages errors) {
    return http.authenticationProvider(passwords)
        .headers(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .csrf(csrf -> csrf.ignoringRequestMatchers("/webhooks/**"))
        .addFilterBefore(throttle, UsernamePasswordAuthenticationFilter.class)
        .formLogin(
            form ->
                form.loginPage("/login")
                    .loginProcessingUrl("/login")
                    .usernameParameter("email")
                    .passwordParameter("password")
                    .successHandler(outcomes)
                    .failureHandler(outcomes)
                    .permitAll())
        .logout(
            logout ->
                logout
                    .logoutUrl("/logout")
                    .addLogoutHandler(
                        (request, response, who) ->
                            response.setHeader("Clear-Site-Data", "\"cache\", \"storage\""))
                    .logoutSuccessUrl("/login?out"))
        .authorizeHttpRequests(
            rule ->
                rule.dispatcherTypeMatchers(
                        DispatcherType.ERROR, DispatcherType.ASYNC, DispatcherType.FORWARD)
                    .permitAll()
                    .requestMatchers(
                        "/w", "/w/**", "/workspaces", "/workspaces/**", "/account", "/account/**")
                    .authenticated()
                    .anyRequest()
                    .permitAll())
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint(outcomes)
                    .accessDeniedHandler(
                        (request, response, e) ->
                            errors.answer(
                                request,
                                response,
                                ApiProblem.forbidden(
                                    "forbidden",
                                    "The form was too old or came from elsewhere. Nothing was changed: go back, reload and try again."))))
        .build();
  }

  /**
   * The prefix {@code __Host-} keeps other hosts from setting it; browsers take it over TLS only.
   */
  @Bean
  CookieSerializer sessionCookie(Settings settings) {
    boolean encrypted = "https".equals(settings.publicUrl().getScheme());
    var cookie = new DefaultCookieSerializer();
    cookie.setCookieName(encrypted ? "__Host-popeki" : "popeki");
    cookie.setUseSecureCookie(encrypted);
    cookie.setUseHttpOnlyCookie(true);
    cookie.setSameSite("Lax");
    cookie.setCookiePath("/");
    return cookie;
  }

  private static ApiProblem missingScope(HttpServletRequest request) {
    String path = request.getRequestURI();
    Scope needed =
        path.startsWith("/api/v1/api-keys")
            ? Scope.ADMIN
            : path.startsWith("/api/v1/privacy/")
                ? Scope.PRIVACY
                : request.getMethod().equals("GET") || request.getMethod().equals("HEAD")
                    ? Scope.READ
                    : Scope.WRITE;
    return ApiProblem.forbidden(
        "scope_missing", "This API key lacks the scope " + needed.wire() + ".");
  }
}
