package popeki.sandbox;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import popeki.sandbox.GraphRules.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Meta's Graph, as far as the service calls it: events, an ad's place, tokens and numbers. */
final class PretendGraph {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final World world;
  private final GraphJournal journal;
  private final PretendTokens tokens;
  private final PretendAccounts accounts;
  private final PretendAds ads;
  private final AtomicLong calls = new AtomicLong();

  PretendGraph(
      World world,
      GraphJournal journal,
      PretendTokens tokens,
      PretendAccounts accounts,
      PretendAds ads) {
    this.ads = ads;
    this.world = world;
    this.journal = journal;
    this.tokens = tokens;
    this.accounts = accounts;
  }

  /** Answers a call such as {@code POST /v26.0/<dataset>/events}. */
  Reply answer(Ask ask) {
    Integer ended = tokens.refusal(ask.bearer());
    if (ended != null) {
      return refuse(
          401,
          new Refusal(190, ended, "Session has expired", "Error validating access token."),
          "OAuthException");
    }
    var parts = ask.parts();
    String id = parts.size() > 1 ? parts.get(1) : "";
    String edge = parts.size() > 2 ? parts.get(2) : "";
    if (ask.is("POST") && edge.equals("events")) {
      return events(ask, id);
    }
    if (ask.is("GET") && id.equals("debug_token")) {
      return said(accounts.inspect(ask));
    }
    var account = accounts.answer(ask, id, edge);
    if (account.isPresent()) {
      return said(account.get());
    }
    return ads.answer(ask, id, edge).map(this::said).orElseGet(this::missing);
  }

  private Reply said(PretendAds.Said said) {
    ObjectNode answer = said.answer();
    Refusal refusal = said.refusal();
    Reply reply =
        answer != null
            ? Reply.json(200, answer)
            : refusal == null
                ? missing()
                : refuse(refusal.code() == 200 ? 403 : 400, refusal, "OAuthException");
    return reply.with(said.headers());
  }

  private Reply events(Ask ask, String dataset) {
    if (!world.datasets().containsKey(dataset)) {
      return missing();
    }
    JsonNode body;
    try {
      body = JSON.readTree(ask.body());
    } catch (JacksonException e) {
      return refuse(400, Refusal.parameter("The body is not JSON"), "OAuthException");
    }
    String account = world.datasets().get(dataset);
    Instant now = world.clock().instant();
    Optional<Refusal> refusal =
        GraphRules.judge(body, account == null || account.isEmpty() ? null : account, now);
    if (refusal.isPresent()) {
      return refuse(400, refusal.get(), "OAuthException");
    }
    String trace = trace();
    body.path("data").forEach(event -> journal.add(now, dataset, event, trace));
    ObjectNode answer = JSON.createObjectNode();
    answer.put("events_received", body.path("data").size());
    answer.putArray("messages");
    answer.put("fbtrace_id", trace);
    return Reply.json(200, answer);
  }

  private Reply said(PretendAccounts.Said said) {
    ObjectNode answer = said.answer();
    Refusal refusal = said.refusal();
    return answer != null
        ? Reply.json(200, answer)
        : refusal == null
            ? missing()
            : refuse(refusal.code() == 200 ? 403 : 400, refusal, "OAuthException");
  }

  private Reply missing() {
    return refuse(
        400,
        new Refusal(
            100,
            33,
            "Unsupported request",
            "Object does not exist, cannot be loaded due to missing permissions, or does not support this operation."),
        "GraphMethodException");
  }

  private Reply refuse(int status, Refusal refusal, String type) {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode error = answer.putObject("error");
    error.put("message", refusal.title()).put("type", type).put("code", refusal.code());
    if (refusal.subcode() != 0) {
      error.put("error_subcode", refusal.subcode());
    }
    error.put("is_transient", false);
    error.put("error_user_title", refusal.title()).put("error_user_msg", refusal.message());
    error.put("fbtrace_id", trace());
    return Reply.json(status, answer);
  }

  private String trace() {
    return "Asandbox%010d".formatted(calls.incrementAndGet());
  }
}
