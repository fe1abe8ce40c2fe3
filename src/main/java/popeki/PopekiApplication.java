package popeki;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The service. The launcher's commands (demo, serve, admin, doctor, bench) start in {@code Main}.
 */
@SpringBootApplication
public class PopekiApplication {
  public static void main(String[] args) {
    SpringApplication.run(PopekiApplication.class, args);
  }
}
