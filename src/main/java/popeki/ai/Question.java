package popeki.ai;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import popeki.kernel.WorkspaceId;

/**
 * One question to an AI provider, ready to leave: personal data are masked already.
 *
 * @param subject what it is about, so that asking again reaches the same provider; never sent
 * @param purpose why, for the transparency log: {@code lead}
 * @param system what the model is told first; constant, so that providers can cache it
 * @param data the question itself: a JSON document
 * @param schemaName name of the answer's shape: {@code lead}
 * @param schema JSON schema of the answer, in the strictest common subset of all providers
 * @param masked which kinds were masked: {@code phone}, {@code email}; for the transparency log
 * @param maxOutputTokens bound of the answer in tokens; providers that think aloud may raise it
 */
public record Question(
    WorkspaceId workspace,
    UUID subject,
    String purpose,
    String system,
    String data,
    String schemaName,
    Map<String, Object> schema,
    Set<String> masked,
    int maxOutputTokens) {
  public Question {
    schema =
        Collections.unmodifiableMap(new LinkedHashMap<>(schema)); // fields are answered in order
    masked = Set.copyOf(masked);
  }
}
