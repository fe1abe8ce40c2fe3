package popeki.attribution;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** What was learnt of workspaces. */
@Repository
class MatchModelRepository {
  private final JdbcClient jdbc;
  private final JsonMapper json;

  MatchModelRepository(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    var curves = new SimpleModule();
    curves.addSerializer(DelayCurve.class, new Written());
    curves.addDeserializer(DelayCurve.class, new Read());
    this.json = json.rebuild().addModule(curves).build();
  }

  private static final class Written extends ValueSerializer<DelayCurve> {
    @Override
    public void serialize(DelayCurve curve, JsonGenerator out, SerializationContext context) {
      double[] shares = curve.shares();
      out.writeArray(shares, 0, shares.length);
    }
  }

  private static final class Read extends ValueDeserializer<DelayCurve> {
    @Override
    public DelayCurve deserialize(JsonParser in, DeserializationContext context) {
      return DelayCurve.of(context.readValue(in, double[].class));
    }
  }

  /**
   * A model and what it was learnt from.
   *
   * @param certain visits whose message told their code
   */
  record Learnt(Instant at, MatchModel model, int certain, int arrivals, int visits) {}

  /** What was learnt last is to be learnt anew. */
  void outdate(WorkspaceId workspace) {
    jdbc.sql(
            """
        update attribution.match_model set outdated = true
        where workspace_id = :ws and learnt_at =
          (select max(learnt_at) from attribution.match_model where workspace_id = :ws)""")
        .param("ws", workspace.value())
        .update();
  }

  /** Whether something was learnt since then that need not be learnt anew. */
  boolean isFresh(WorkspaceId workspace, Instant since) {
    return jdbc.sql(
            """
        select exists (select from attribution.match_model
          where workspace_id = :ws and learnt_at > :since and not outdated)""")
        .param("ws", workspace.value())
        .param("since", since.atOffset(ZoneOffset.UTC))
        .query(Boolean.class)
        .single();
  }

  /** Whether what was learnt last is to be learnt anew before it is asked. */
  boolean isOutdated(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select outdated from attribution.match_model
        where workspace_id = :ws order by learnt_at desc limit 1""")
        .param("ws", workspace.value())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  void add(WorkspaceId workspace, Learnt learnt) {
    jdbc.sql(
            """
        insert into attribution.match_model (workspace_id, learnt_at, model, certain, arrivals, visits)
        values (:ws, :at, :model::jsonb, :certain, :arrivals, :visits)
        on conflict (workspace_id, learnt_at) do nothing""")
        .param("ws", workspace.value())
        .param("at", learnt.at().atOffset(ZoneOffset.UTC))
        .param("model", json.writeValueAsString(learnt.model()))
        .param("certain", learnt.certain())
        .param("arrivals", learnt.arrivals())
        .param("visits", learnt.visits())
        .update();
  }

  Optional<Learnt> latest(WorkspaceId workspace) {
    return jdbc.sql(
            """
        select learnt_at, model, certain, arrivals, visits from attribution.match_model
        where workspace_id = :ws order by learnt_at desc limit 1""")
        .param("ws", workspace.value())
        .query(
            (row, index) ->
                new Learnt(
                    row.getTimestamp(1).toInstant(),
                    json.readValue(row.getString(2), MatchModel.class),
                    row.getInt(3),
                    row.getInt(4),
                    row.getInt(5)))
        .optional();
  }
}
