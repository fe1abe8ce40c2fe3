package popeki.platform;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Pages come from templates compiled with the product; none is read or compiled while it runs. */
@Configuration
class TemplatesConfiguration {
  /** The package that the build puts compiled templates into. */
  private static final String PACKAGE = "popeki.templates";

  @Bean
  TemplateEngine templates() {
    return compiled();
  }

  static TemplateEngine compiled() {
    ClassLoader loader = TemplatesConfiguration.class.getClassLoader();
    return TemplateEngine.createPrecompiled(null, ContentType.Html, loader, PACKAGE);
  }
}
