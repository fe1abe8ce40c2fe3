package popeki.platform;

import java.time.Clock;
import java.time.LocalDate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one place that reads the machine's clock; everything else is given time. */
@Configuration(proxyBeanMethods = false)
public class TimeConfiguration {
  /** Today in UTC, for commands that look at things before anything is started. */
  public static LocalDate today() {
    return LocalDate.now(Clock.systemUTC());
  }

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }
}
