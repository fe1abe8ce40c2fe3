package popeki.ai;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;
import popeki.platform.Paging;
import popeki.platform.Period;

/** Rows of what was asked, what it used up, and of those who want nothing to leave. */
@Repository
class CallRepository {
  private final JdbcClient jdbc;

  CallRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  boolean nothingLeaves(WorkspaceId workspace) {
    return jdbc.sql("select exists (select from ai.inside where workspace_id = :ws)")
        .param("ws", workspace.value())
        .query(Boolean.class)
        .single();
  }

  /** False when it was so before. */
  boolean keepInside(WorkspaceId workspace, Instant now) {
    return jdbc.sql(
                """
        insert into ai.inside (workspace_id, since) values (:ws, :now)
        on conflict (workspace_id) do nothing""")
            .param("ws", workspace.value())
            .param("now", now.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /** False when it was so before. */
  boolean letOutside(WorkspaceId workspace) {
    return jdbc.sql("delete from ai.inside where workspace_id = :ws")
            .param("ws", workspace.value())
            .update()
        == 1;
  }

  void insert(WorkspaceId workspace, Call call) {
    jdbc.sql(
            """
        insert into ai.call
          (workspace_id, id, at, provider, model, region, purpose, bytes_out, masked, outcome)
        values (:ws, :id, :at, :provider, :model, :region, :purpose, :out,
                string_to_array(:masked, ','), :outcome)""")
        .param("ws", workspace.value())
        .param("id", call.id())
        .param("at", call.at().atOffset(ZoneOffset.UTC))
        .param("provider", call.provider())
        .param("model", call.model())
        .param("region", call.region())
        .param("purpose", call.purpose())
        .param("out", call.bytesOut())
        .param("masked", String.join(",", call.masked()))
        .param("outcome", call.outcome())
        .update();
  }

  /** What came of it. */
  record Ending(
      int bytesIn,
      int latencyMs,
      @Nullable Long tokensIn,
      @Nullable Long tokensOut,
      @Nullable Long costMicros,
      String outcome) {}

  void end(WorkspaceId workspace, UUID call, Ending ending) {
    jdbc.sql(
            """
        update ai.call
        set bytes_in = :in, latency_ms = :ms, tokens_in = :tokens_in, tokens_out = :tokens_out,
            cost_micros = :cost, outcome = :outcome
        where workspace_id = :ws and id = :id""")
        .param("ws", workspace.value())
        .param("id", call)
        .param("in", ending.bytesIn())
        .param("ms", ending.latencyMs())
        .param("tokens_in", ending.tokensIn())
        .param("tokens_out", ending.tokensOut())
        .param("cost", ending.costMicros())
        .param("outcome", ending.outcome())
        .update();
  }

  /**
   * Takes tokens from the budgets of a day and its month; false when one of them has not so many
   * left, and then nothing is taken. The row is locked till the end of the transaction, so two at
   * once cannot take the same.
   */
  boolean reserve(WorkspaceId owner, LocalDate day, long tokens, long ofDay, long ofMonth) {
    jdbc.sql(
            """
        insert into ai.usage (workspace_id, day) values (:ws, :day)
        on conflict (workspace_id, day) do nothing""")
        .param("ws", owner.value())
        .param("day", day)
        .update();
    return jdbc.sql(
                """
        update ai.usage u set tokens = u.tokens + :tokens, calls = u.calls + 1
        where u.workspace_id = :ws and u.day = :day and u.tokens + :tokens <= :of_day
          and :tokens + (select sum(m.tokens) from ai.usage m
                         where m.workspace_id = :ws and m.day >= :first and m.day <= :day) <= :of_month""")
            .param("ws", owner.value())
            .param("day", day)
            .param("first", day.withDayOfMonth(1))
            .param("tokens", tokens)
            .param("of_day", ofDay)
            .param("of_month", ofMonth)
            .update()
        == 1;
  }

  /** Corrects what was reserved to what it was. */
  void trueUp(WorkspaceId owner, LocalDate day, long tokens, long costMicros) {
    jdbc.sql(
            """
        update ai.usage set tokens = greatest(0, tokens + :tokens), cost_micros = cost_micros + :cost
        where workspace_id = :ws and day = :day""")
        .param("ws", owner.value())
        .param("day", day)
        .param("tokens", tokens)
        .param("cost", costMicros)
        .update();
  }

  /** What was used in some days. */
  record Used(long calls, long tokens, long costMicros) {}

  Used used(WorkspaceId owner, LocalDate from, LocalDate to) {
    return jdbc.sql(
            """
        select coalesce(sum(calls), 0) as calls, coalesce(sum(tokens), 0) as tokens,
               coalesce(sum(cost_micros), 0) as cost_micros
        from ai.usage where workspace_id = :ws and day between :from and :to""")
        .param("ws", owner.value())
        .param("from", from)
        .param("to", to)
        .query(Used.class)
        .single();
  }

  List<Call> list(WorkspaceId workspace, Period period, Paging paging) {
    return jdbc.sql(
            """
        select id, at, provider, model, region, purpose, bytes_out, bytes_in, masked, latency_ms,
               tokens_in, tokens_out, cost_micros, outcome
        from ai.call
        where workspace_id = :ws
          and (:from::timestamptz is null or at >= :from)
          and (:to::timestamptz is null or at < :to)
          and (:after_at::timestamptz is null or (at, id) < (:after_at, :after_id::uuid))
        order by at desc, id desc limit :fetch""")
        .param("ws", workspace.value())
        .param("from", period.fromUtc())
        .param("to", period.toUtc())
        .param("after_at", paging.afterAt())
        .param("after_id", paging.afterId())
        .param("fetch", paging.fetch())
        .query((row, index) -> call(row))
        .list();
  }

  private static Call call(ResultSet row) throws SQLException {
    return new Call(
        row.getObject("id", UUID.class),
        row.getTimestamp("at").toInstant(),
        row.getString("provider"),
        row.getString("model"),
        row.getString("region"),
        row.getString("purpose"),
        row.getInt("bytes_out"),
        row.getObject("bytes_in", Integer.class),
        List.of((String[]) row.getArray("masked").getArray()),
        row.getObject("latency_ms", Integer.class),
        row.getObject("tokens_in", Long.class),
        row.getObject("tokens_out", Long.class),
        row.getObject("cost_micros", Long.class),
        row.getString("outcome"));
  }
}
