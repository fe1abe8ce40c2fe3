package popeki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import popeki.platform.RunMode;
import popeki.platform.Settings;
import popeki.sandbox.Sandbox;

/** Settings of the shared test context: a fresh folder, an embedded database, invented secrets. */
public final class TestEnvironment
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  public static final String APP_SECRET = "app_secret_for_tests";
  public static final String VERIFY_TOKEN = "verify_token_for_tests";

  /** The environment variables of a test installation, to be changed as a test needs. */
  public static Map<String, String> variables() {
    try {
      Path target = Path.of("target").toAbsolutePath();
      Files.createDirectories(target);
      var variables = new HashMap<String, String>();
      variables.put("POPEKI_DATA", Files.createTempDirectory(target, "test-data-").toString());
      variables.put("WHATSAPP_APP_SECRET", APP_SECRET);
      variables.put("WHATSAPP_VERIFY_TOKEN", VERIFY_TOKEN);
      variables.put("META_GRAPH_URL", PretendGraph.shared().url());
      variables.put("META_APP_ID", Sandbox.APP_ID);
      // Named, and neither may be called: pages tell why.
      variables.put("AI_PROVIDERS", "groq,mistral,builtin");
      variables.put("GROQ_API_KEY", "gsk_invented");
      variables.put(
          "GROQ_TERMS", "retention=none;training=no;dpa=D-1;region=us;valid_until=2026-01-31");
      variables.put(
          "MISTRAL_TERMS", "retention=30d;training=no;dpa=D-2;region=eu;valid_until=2099-12-31");
      variables.put("TRUSTED_PROXIES", "127.0.0.0/8");
      return variables;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    var beans = (GenericApplicationContext) context;
    Settings settings = Settings.from(variables());
    beans.registerBean(Settings.class, () -> settings);
    beans.registerBean(RunMode.class, () -> RunMode.TEST);
  }
}
