package popeki.links;

import java.time.Clock;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import popeki.platform.Settings;

/** Puts the redirect in front of everything. */
@Configuration(proxyBeanMethods = false)
class LinksConfiguration {
  @Bean
  FilterRegistrationBean<RedirectFilter> redirectFilter(
      LinkDirectory directory,
      ClickLog clicks,
      ClickMetrics metrics,
      LinkPages pages,
      Countries countries,
      Settings settings,
      Clock clock) {
    var filter =
        new RedirectFilter(
            directory, clicks, metrics, pages, countries, settings.trustedProxies(), clock);
    var registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }
}
