package popeki.platform;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * The AI providers that can be named in AI_PROVIDERS, with what holds unless the operator says
 * otherwise. Addresses are what the provider's own libraries take: with {@code /v1} for OpenAI and
 * those that speak like it, the bare host for Anthropic and Gemini.
 */
@Pure
public enum AiKind {
  OPENAI("https://api.openai.com/v1", "https://eu.api.openai.com/v1", "gpt-6-luna"),
  ANTHROPIC("https://api.anthropic.com", null, "claude-haiku-5-5"),
  GEMINI("https://generativelanguage.googleapis.com", null, "gemini-3.5-flash-lite"),
  MISTRAL("https://api.mistral.ai/v1", null, "mistral-small-latest"),
  GROQ("https://api.groq.com/openai/v1", null, "openai/gpt-oss-20b"),
  OPENROUTER(
      "https://openrouter.ai/api/v1", "https://eu.openrouter.ai/api/v1", "openai/gpt-oss-20b"),
  /** Each resource has an address of its own; the model is the name of a deployment. */
  AZURE_OPENAI(null, null, null),
  /** On a machine of the operator's; its models are what was downloaded there. */
  OLLAMA("http://localhost:11434/v1", null, "llama3.2");

  private static final Duration ATTEMPT = Duration.ofSeconds(6);
  private static final Duration ATTEMPT_WITHOUT_GPU = Duration.ofSeconds(30);

  private final @Nullable String base;
  private final @Nullable String baseInEurope;
  private final @Nullable String model;

  AiKind(@Nullable String base, @Nullable String baseInEurope, @Nullable String model) {
    this.base = base;
    this.baseInEurope = baseInEurope;
    this.model = model;
  }

  /** As AI_PROVIDERS, the API and the pages have it: {@code azure_openai}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<AiKind> of(String wire) {
    return Arrays.stream(values())
        .filter(kind -> kind.wire().equals(wire.strip().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** Where it is asked, of an installation in the EU or elsewhere. */
  @Nullable String base(boolean eu) {
    return eu && baseInEurope != null ? baseInEurope : base;
  }

  @Nullable String model() {
    return model;
  }

  /** Whether it is asked with a key. */
  boolean needsKey() {
    return this != OLLAMA;
  }

  /** How long one answer may take. */
  public Duration attempt() {
    return this == OLLAMA ? ATTEMPT_WITHOUT_GPU : ATTEMPT;
  }
}
