package popeki;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import popeki.platform.RunMode;
import popeki.platform.Settings;

/** Builds the application for settings and a mode. */
final class Service {
  private Service() {}

  /** Starts the service and says so once it accepts traffic. */
  static int start(Settings settings) {
    open(settings, RunMode.SERVICE);
    ServiceAddress.remember(settings);
    System.out.println("Ready: " + settings.publicUrl());
    return -1;
  }

  static ConfigurableApplicationContext open(Settings settings, RunMode mode) {
    // Only arguments outrank application.yaml: a command's output is its own, without a log.
    String[] arguments =
        mode == RunMode.COMMAND ? new String[] {"--logging.threshold.console=OFF"} : new String[0];
    return application(settings, mode).run(arguments);
  }

  static SpringApplication application(Settings settings, RunMode mode) {
    var application = new SpringApplication(PopekiApplication.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setDefaultProperties(properties(settings, mode));
    if (mode == RunMode.COMMAND) {
      application.setWebApplicationType(WebApplicationType.NONE);
      application.setLazyInitialization(true);
    }
    application.addInitializers(
        context -> {
          var beans = (GenericApplicationContext) context;
          beans.registerBean(Settings.class, () -> settings);
          beans.registerBean(RunMode.class, () -> mode);
        });
    return application;
  }

  private static Map<String, Object> properties(Settings settings, RunMode mode) {
    var properties = new HashMap<String, Object>();
    properties.put("server.port", settings.port());
    properties.put("management.server.port", mode == RunMode.TEST ? -1 : settings.managementPort());
    // Main says in one line what stopped the start, and shows the trace where it is not a setting.
    properties.put("logging.level.org.springframework.boot.SpringApplication", "OFF");
    properties.put("logging.level.org.springframework.boot.diagnostics", "OFF");
    properties.put("logging.level.org.springframework.boot.web.server.servlet.context", "OFF");
    properties.put("logging.level.org.springframework.boot.tomcat.servlet", "OFF");
    return properties;
  }
}
