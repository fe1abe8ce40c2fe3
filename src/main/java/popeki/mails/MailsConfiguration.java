package popeki.mails;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import popeki.platform.Settings;

/** The mail server as configured; a malformed SMTP_URL stops the start. */
@Configuration(proxyBeanMethods = false)
class MailsConfiguration {
  @Bean
  MailServer mailServer(Settings settings) {
    return MailServer.of(settings);
  }
}
