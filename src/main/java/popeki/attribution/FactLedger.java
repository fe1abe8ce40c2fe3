package popeki.attribution;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Delta;
import popeki.platform.Deltas;

/**
 * The countable facts of a conversation with the credit each was counted under. Whatever changes is
 * taken back as it was counted and counted anew, so the figures always add up.
 */
@Repository
class FactLedger {
  private final JdbcClient jdbc;
  private final Deltas deltas;

  FactLedger(JdbcClient jdbc, Deltas deltas) {
    this.jdbc = jdbc;
    this.deltas = deltas;
  }

  /** What can be counted. */
  enum Kind {
    STARTED,
    QUALIFIED,
    WON,
    REFUNDED;

    /** The name in the database. */
    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A counted fact.
   *
   * @param status of the attribution it was counted under
   */
  record Fact(
      Kind kind,
      int ordinal,
      Instant occurredAt,
      @Nullable Money value,
      String status,
      Delta.Credit credit) {
    Delta delta() {
      boolean started = kind == Kind.STARTED;
      long revenue = value == null ? 0 : (kind == Kind.REFUNDED ? -value.minor() : value.minor());
      boolean money = kind == Kind.WON || kind == Kind.REFUNDED;
      return new Delta(
          occurredAt,
          credit,
          0,
          0,
          started ? 1 : 0,
          started && status.equals("attributed") ? 1 : 0,
          started && status.equals("ad_unknown") ? 1 : 0,
          kind == Kind.QUALIFIED ? 1 : 0,
          kind == Kind.WON ? 1 : 0,
          money ? revenue : 0,
          money && value != null ? value.currency() : null);
    }

    Fact under(String newStatus, Delta.Credit newCredit) {
      return new Fact(kind, ordinal, occurredAt, value, newStatus, newCredit);
    }

    Fact at(Instant newTime) {
      return new Fact(kind, ordinal, newTime, value, status, credit);
    }
  }

  /** Counts a fact once; again under the same ordinal changes nothing. */
  void count(WorkspaceId workspace, ConversationId conversation, Fact fact) {
    int added =
        jdbc.sql(
                """
            insert into attribution.fact (workspace_id, id, conversation_id, kind, ordinal, occurred_at,
              value_minor, value_currency, status, source, campaign_id, adset_id, ad_id, link_id)
            values (:ws, :id, :conversation, :kind, :ordinal, :at, :minor, :currency, :status, :source,
              :campaign, :adset, :ad, :link)
            on conflict (workspace_id, conversation_id, kind, ordinal) do nothing""")
            .param("ws", workspace.value())
            .param("id", Uuid7.at(fact.occurredAt()))
            .param("conversation", conversation.value())
            .param("kind", fact.kind().wire())
            .param("ordinal", fact.ordinal())
            .param("at", fact.occurredAt().atOffset(ZoneOffset.UTC))
            .param("minor", fact.value() == null ? 0 : fact.value().minor())
            .param("currency", fact.value() == null ? null : fact.value().currency())
            .param("status", fact.status())
            .param("source", fact.credit().source())
            .param("campaign", fact.credit().campaignId())
            .param("adset", fact.credit().adsetId())
            .param("ad", fact.credit().adId())
            .param("link", fact.credit().linkId())
            .update();
    if (added == 1) {
      deltas.append(workspace, List.of(fact.delta()));
    }
  }

  /** A fact as it is kept. */
  record Counted(UUID id, ConversationId conversation, Fact fact) {}

  /** A fact and what it is counted as from now on. */
  record Moved(Counted from, Fact to) {}

  /** Moves facts to another credit, where it is another. */
  void credit(WorkspaceId workspace, List<Moved> all) {
    List<Moved> moved = all.stream().filter(one -> !one.to().equals(one.from().fact())).toList();
    if (moved.isEmpty()) {
      return;
    }
    List<Fact> to = moved.stream().map(Moved::to).toList();
    jdbc.sql(
            """
        update attribution.fact f set status = n.status, source = n.source, campaign_id = n.campaign,
          adset_id = n.adset, ad_id = n.ad, link_id = n.link
        from unnest(:ids::uuid[], :statuses::text[], :sources::text[], :campaigns::text[], :adsets::text[],
          :ads::text[], :links::uuid[]) as n (id, status, source, campaign, adset, ad, link)
        where f.workspace_id = :ws and f.id = n.id""")
        .param("ws", workspace.value())
        .param("ids", moved.stream().map(one -> one.from().id()).toArray(UUID[]::new))
        .param("statuses", to.stream().map(Fact::status).toArray(String[]::new))
        .param("sources", texts(to, Delta.Credit::source))
        .param("campaigns", texts(to, Delta.Credit::campaignId))
        .param("adsets", texts(to, Delta.Credit::adsetId))
        .param("ads", texts(to, Delta.Credit::adId))
        .param("links", to.stream().map(fact -> fact.credit().linkId()).toArray(UUID[]::new))
        .update();
    deltas.append(
        workspace,
        moved.stream()
            .flatMap(one -> Stream.of(one.from().fact().delta().negated(), one.to().delta()))
            .toList());
  }

  private static @Nullable String[] texts(
      List<Fact> facts, Function<Delta.Credit, @Nullable String> field) {
    return facts.stream().map(fact -> field.apply(fact.credit())).toArray(String[]::new);
  }

  /** Takes back that a conversation began which never was one. */
  void dissolve(WorkspaceId workspace, ConversationId conversation) {
    for (Fact fact : of(workspace, conversation)) {
      remove(workspace, conversation, fact);
    }
  }

  /**
   * Outcomes count for the conversation that has them now.
   *
   * @param ordinals which ordinal each had, and has there
   */
  void move(
      WorkspaceId workspace,
      ConversationId from,
      ConversationId into,
      Map<Integer, Integer> ordinals) {
    for (Fact fact : of(workspace, from)) {
      Integer ordinal = ordinals.get(fact.ordinal());
      if (fact.kind() != Kind.STARTED && ordinal != null) {
        move(workspace, from, into, fact, ordinal);
      }
    }
  }

  /**
   * Lets a conversation count as qualified once, or not at all.
   *
   * @param fact what is counted where nothing is yet; null when it is not qualified
   */
  void qualify(WorkspaceId workspace, ConversationId conversation, @Nullable Fact fact) {
    List<Fact> counted =
        of(workspace, conversation).stream()
            .filter(known -> known.kind() == Kind.QUALIFIED)
            .toList();
    counted.stream()
        .skip(fact == null ? 0 : 1)
        .forEach(extra -> remove(workspace, conversation, extra));
    if (fact != null && counted.isEmpty()) {
      count(workspace, conversation, fact);
    }
  }

  private void remove(WorkspaceId workspace, ConversationId conversation, Fact fact) {
    jdbc.sql(
            """
        delete from attribution.fact
        where workspace_id = :ws and conversation_id = :conversation and kind = :kind
          and ordinal = :ordinal""")
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .param("kind", fact.kind().wire())
        .param("ordinal", fact.ordinal())
        .update();
    deltas.append(workspace, List.of(fact.delta().negated()));
  }

  private void move(
      WorkspaceId workspace,
      ConversationId conversation,
      ConversationId into,
      Fact fact,
      int ordinal) {
    jdbc.sql(
            """
        update attribution.fact set conversation_id = :into, ordinal = :ordinal
        where workspace_id = :ws and conversation_id = :conversation and kind = :kind
          and ordinal = :before""")
        .param("into", into.value())
        .param("ordinal", ordinal)
        .param("ws", workspace.value())
        .param("conversation", conversation.value())
        .param("kind", fact.kind().wire())
        .param("before", fact.ordinal())
        .update();
  }

  /** The conversation began at another time than it was counted. */
  void redate(WorkspaceId workspace, ConversationId conversation, Instant startedAt) {
    for (Fact fact : of(workspace, conversation)) {
      if (fact.kind() == Kind.STARTED && !startedAt.equals(fact.occurredAt())) {
        jdbc.sql(
                """
            update attribution.fact set occurred_at = :at
            where workspace_id = :ws and conversation_id = :conversation and kind = 'started'""")
            .param("at", startedAt.atOffset(ZoneOffset.UTC))
            .param("ws", workspace.value())
            .param("conversation", conversation.value())
            .update();
        deltas.append(workspace, List.of(fact.delta().negated(), fact.at(startedAt).delta()));
      }
    }
  }

  List<Fact> of(WorkspaceId workspace, ConversationId conversation) {
    return of(workspace, List.of(conversation)).stream().map(Counted::fact).toList();
  }

  /** The facts of conversations, held until the transaction ends. */
  List<Counted> of(WorkspaceId workspace, Collection<ConversationId> conversations) {
    return jdbc.sql(
            """
        select id, conversation_id, kind, ordinal, occurred_at, value_minor, value_currency, status, source,
          campaign_id, adset_id, ad_id, link_id
        from attribution.fact where workspace_id = :ws and conversation_id = any(:ids)
        order by conversation_id, kind, ordinal for update""")
        .param("ws", workspace.value())
        .param("ids", conversations.stream().map(ConversationId::value).toArray(UUID[]::new))
        .query(
            (row, index) ->
                new Counted(
                    row.getObject("id", UUID.class),
                    new ConversationId(row.getObject("conversation_id", UUID.class)),
                    row(row)))
        .list();
  }

  private static Fact row(ResultSet row) throws SQLException {
    String currency = row.getString("value_currency");
    return new Fact(
        Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getInt("ordinal"),
        row.getTimestamp("occurred_at").toInstant(),
        currency == null ? null : new Money(row.getLong("value_minor"), currency),
        row.getString("status"),
        CreditColumns.of(row));
  }
}
