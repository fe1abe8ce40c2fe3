package popeki.leads;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.WorkspaceId;

/**
 * What an AI answered about a text, for a month and one workspace, so that the same question is not
 * paid for again. No text is in it: the question is a keyed hash, quotes are places in it.
 */
@Repository
class AnswerCacheRepository {
  static final Duration KEPT = Duration.ofDays(30);

  private final JdbcClient jdbc;

  AnswerCacheRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param packed see {@link PackedAnswer}
   */
  record Kept(String packed, String provider, String model) {}

  Optional<Kept> find(WorkspaceId workspace, byte[] question, Instant now) {
    return jdbc.sql(
            """
        select answer as packed, provider, model from leads.answer
        where workspace_id = :ws and question_hash = :question and answered_at > :since""")
        .param("ws", workspace.value())
        .param("question", question)
        .param("since", now.minus(KEPT).atOffset(ZoneOffset.UTC))
        .query(Kept.class)
        .optional();
  }

  /** Keeps an answer and forgets those that are too old. */
  void keep(WorkspaceId workspace, byte[] question, Kept answer, Instant now) {
    jdbc.sql("delete from leads.answer where workspace_id = :ws and answered_at <= :before")
        .param("ws", workspace.value())
        .param("before", now.minus(KEPT).atOffset(ZoneOffset.UTC))
        .update();
    jdbc.sql(
            """
        insert into leads.answer (workspace_id, question_hash, answer, provider, model, answered_at)
        values (:ws, :question, :answer, :provider, :model, :now)
        on conflict (workspace_id, question_hash) do update
        set answer = excluded.answer, provider = excluded.provider, model = excluded.model,
          answered_at = excluded.answered_at""")
        .param("ws", workspace.value())
        .param("question", question)
        .param("answer", answer.packed())
        .param("provider", answer.provider())
        .param("model", answer.model())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }
}
