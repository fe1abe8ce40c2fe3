package popeki.ai;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.platform.AiProvider;
import popeki.platform.Outbound;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks one provider once. No retry hides here, and the words of question and answer go nowhere
 * else: neither into a log nor into an exception.
 */
@Component
class ProviderClient {
  private final Outbound outbound;
  private final JsonMapper json;
  private final Clock clock;
  private final Map<AiProvider, Outbound.Peer> peers;

  ProviderClient(Outbound outbound, JsonMapper json, Clock clock, AiPeers peers) {
    this.outbound = outbound;
    this.json = json;
    this.clock = clock;
    this.peers = peers.byProvider();
  }

  /** A question in a provider's own words. */
  record Envelope(AiProvider provider, Outbound.Letter letter, int mostTokens) {
    /** How many bytes leave, headers apart. */
    int bytes() {
      return letter.body().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Tokens that it takes at most: four bytes make about one in English, three elsewhere. */
    long estimate() {
      return bytes() / 3L + mostTokens;
    }
  }

  /**
   * What came of an attempt.
   *
   * @param bytes how long the answer was
   */
  record Attempt(Reply reply, int bytes, Duration took) {}

  Envelope prepare(AiProvider provider, Question question) {
    Dialect dialect = Dialect.of(provider);
    var headers = new LinkedHashMap<>(dialect.headers(provider));
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json");
    return new Envelope(
        provider,
        new Outbound.Letter(
            "POST",
            URI.create(provider.address() + dialect.path(provider)),
            headers,
            json.writeValueAsString(dialect.body(provider, question))),
        dialect.mostTokens(provider, question));
  }

  Attempt send(Envelope envelope, Duration atMost) {
    long started = System.nanoTime();
    AiProvider provider = envelope.provider();
    Outbound.Peer peer = peers.get(provider);
    if (peer == null) {
      throw new IllegalStateException(provider.name() + " is not among those that may be called");
    }
    try {
      var answer = outbound.start(peer, envelope.letter()).answer(atMost);
      return new Attempt(
          Verdicts.of(provider, answer, clock.instant()),
          answer.body().getBytes(StandardCharsets.UTF_8).length,
          since(started));
    } catch (Outbound.NoAnswer e) {
      return new Attempt(Verdicts.none(e), 0, since(started));
    }
  }

  private static Duration since(long started) {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** Which peer each provider is. */
  record AiPeers(Map<AiProvider, Outbound.Peer> byProvider) {
    AiPeers {
      byProvider = Map.copyOf(byProvider);
    }

    List<Outbound.Peer> all() {
      return List.copyOf(byProvider.values());
    }
  }
}
