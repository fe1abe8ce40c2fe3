package popeki.accounts;

import jakarta.servlet.DispatcherType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import popeki.platform.ApiProblem;
import popeki.platform.ErrorPages;
import popeki.platform.Settings;

/**
 * Who gets into the pages: people, with a session. The doors of other systems (webhooks, health,
 * tracked links) check for themselves.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class PageSecurity {
  @Bean
  @Order(2)
  SecurityFilterChain pages(
      HttpSecurity http,
      PasswordLogin passwords,
      LoginOutcomes outcomes,
      LoginThrottleFilter throttle,
      SessionAges ages,
      ErrorPages errors) {
    return http.authenticationProvider(passwords)
        .headers(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .csrf(csrf -> csrf.ignoringRequestMatchers("/webhooks/**"))
        .addFilterAfter(ages, SecurityContextHolderFilter.class)
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
                    .access(PageSecurity::signedIn)
                    .anyRequest()
                    .permitAll())
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint(outcomes)
                    .accessDeniedHandler(
                        (request, response, e) -> {
                          if (e instanceof CsrfException) {
                            errors.answer(request, response, oldForm());
                          } else {
                            response.sendRedirect("/login/code");
                          }
                        }))
        .build();
  }

  /** All factors that are due were shown; somebody halfway is not in. */
  private static AuthorizationResult signedIn(
      Supplier<? extends @Nullable Authentication> who, RequestAuthorizationContext request) {
    Authentication shown = who.get();
    return new AuthorizationDecision(
        shown != null && shown.isAuthenticated() && shown.getPrincipal() instanceof SignedIn);
  }

  private static ApiProblem oldForm() {
    return ApiProblem.forbidden(
        "forbidden",
        "The form was too old or came from elsewhere. Nothing was changed: go back, reload and try again.");
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
}
