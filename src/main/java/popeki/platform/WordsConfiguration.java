package popeki.platform;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the message catalogue at start, so a broken one stops it. */
@Configuration
class WordsConfiguration {
  @Bean
  Words words() {
    return Words.load();
  }
}
