package popeki.ai;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.AiProvider;
import tools.jackson.databind.JsonNode;

/**
 * How providers of one kind are asked, and what their answers mean. Functions alone: nothing here
 * opens a socket, and what leaves is written here word by word.
 */
sealed interface Dialect permits ChatDialect, AnthropicDialect, GeminiDialect {
  /** The dialect that a provider speaks. */
  static Dialect of(AiProvider provider) {
    return switch (provider.kind()) {
      case ANTHROPIC -> AnthropicDialect.INSTANCE;
      case GEMINI -> GeminiDialect.INSTANCE;
      case OPENAI, MISTRAL, GROQ, OPENROUTER, AZURE_OPENAI, OLLAMA -> ChatDialect.INSTANCE;
    };
  }

  /** What follows the provider's address. */
  String path(AiProvider provider);

  /** What says who asks; besides the media type. */
  Map<String, String> headers(AiProvider provider);

  /** How many tokens the answer may take: as asked, or more for models that think aloud. */
  int mostTokens(AiProvider provider, Question question);

  /** The question as JSON, its fields in order. */
  Map<String, Object> body(AiProvider provider, Question question);

  /** Understands the body of an answer that came with success. */
  Reply read(JsonNode body);

  /** What a status means here, when the error says more than the status does; null when not. */
  @Nullable Failure special(int status, JsonNode error);

  /** What the exchange took; null when the body does not tell. */
  @Nullable Tokens tokens(JsonNode body);
}
