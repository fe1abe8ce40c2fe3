package popeki.conversations;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import popeki.connections.Connections;
import popeki.connections.Trouble;
import popeki.kernel.NumberId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Paging;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Numbers;

/**
 * What Meta tells about an account, a number or a template, and where it believes to have seen a
 * lead or a sale. Kept for the business to read; the same news again changes nothing. News of an
 * account goes to every workspace that has a number of it.
 */
@Repository
class Notices implements SealedColumns {
  private static final int LONGEST_EVENT = 80;

  private final JdbcClient jdbc;
  private final WorkspaceTx tx;
  private final Numbers numbers;
  private final Connections connections;
  private final Vault vault;

  Notices(JdbcClient jdbc, WorkspaceTx tx, Numbers numbers, Connections connections, Vault vault) {
    this.jdbc = jdbc;
    this.tx = tx;
    this.numbers = numbers;
    this.connections = connections;
    this.vault = vault;
  }

  /**
   * A notice, opened.
   *
   * @param number null for news of the whole account
   * @param body as Meta sent it
   */
  record Notice(
      UUID id,
      @Nullable NumberId number,
      String field,
      String event,
      boolean grave,
      String body,
      Instant toldAt) {}

  private record Sealed(
      UUID id,
      @Nullable UUID numberId,
      String field,
      String event,
      boolean grave,
      byte[] bodySealed,
      OffsetDateTime toldAt) {}

  /** What news do to a workspace, in the transaction that keeps them. */
  private interface Consequence {
    void of(WorkspaceId workspace, @Nullable NumberId number);
  }

  private record News(
      @Nullable String account,
      String field,
      String event,
      String dedupe,
      boolean grave,
      String body,
      Instant toldAt) {}

  /** In the workspace that the transaction entered. */
  Intake note(ConnectedNumber number, InboundEvent.AutomaticEvent event, Instant receivedAt) {
    Instant at = EventIntake.timeOf(event, receivedAt);
    var news =
        new News(
            null,
            "automatic_events",
            shortened(event.eventName()),
            automatic(event.wamid(), event.eventName()),
            false,
            event.raw(),
            at);
    return insert(number.workspace(), number.id(), news, receivedAt) ? Intake.NOTED : Intake.KNOWN;
  }

  /**
   * @param only the workspace that it may reach; null for all whom it concerns
   */
  Intake note(InboundEvent.AccountNotice notice, @Nullable WorkspaceId only, Instant receivedAt) {
    Instant at = EventIntake.timeOf(notice, receivedAt);
    String event = notice.event() == null ? notice.field() : shortened(notice.event());
    var news =
        new News(
            notice.account(),
            notice.field(),
            event,
            notice.field() + ":" + event + ":" + at.getEpochSecond() + ":" + digest(notice.raw()),
            NoticeRules.isGrave(notice.field(), notice.event()),
            notice.raw(),
            at);
    return tell(
        concerned(notice, notice.account(), only),
        news,
        receivedAt,
        (workspace, number) -> act(workspace, number, notice, at));
  }

  /** Numbers of an account that Meta took away are called no more, and their page says why. */
  private void act(
      WorkspaceId workspace,
      @Nullable NumberId named,
      InboundEvent.AccountNotice notice,
      Instant at) {
    Trouble trouble = NoticeRules.trouble(notice.field(), notice.event(), notice.raw());
    boolean back = NoticeRules.isBack(notice.field(), notice.event());
    if ((trouble == null && !back) || isOutdated(workspace, notice.account(), at)) {
      return;
    }
    for (ConnectedNumber number : numbers.list(workspace)) {
      boolean meant =
          named == null ? number.wabaId().equals(notice.account()) : number.id().equals(named);
      if (meant && trouble != null) {
        connections.broken(workspace, number.id(), trouble);
      } else if (meant) {
        connections.reconnected(workspace, number.id());
      }
    }
  }

  /** Whether a later notice about the account is known; notices come in any order. */
  private boolean isOutdated(WorkspaceId workspace, @Nullable String account, Instant at) {
    return jdbc.sql(
            """
        select exists (select from conversations.notice where workspace_id = :ws
          and field = 'account_update' and told_at > :at and (account is null or account = :account)
          and upper(event) in ('PARTNER_REMOVED', 'PARTNER_APP_UNINSTALLED', 'ACCOUNT_DELETED',
            'ACCOUNT_OFFBOARDED', 'ACCOUNT_RECONNECTED', 'DISABLED_UPDATE'))""")
        .param("ws", workspace.value())
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("account", account)
        .query(Boolean.class)
        .single();
  }

  /** As with news of an account. */
  Intake note(InboundEvent.ErrorNotice notice, @Nullable WorkspaceId only, Instant receivedAt) {
    Instant at = EventIntake.timeOf(notice, receivedAt);
    String event = String.valueOf(notice.problem().code());
    var news =
        new News(
            notice.wabaId(),
            "errors",
            event,
            "errors:" + event + ":" + at.getEpochSecond() + ":" + digest(notice.raw()),
            true,
            notice.raw(),
            at);
    return tell(
        concerned(notice, notice.wabaId(), only), news, receivedAt, (workspace, number) -> {});
  }

  /** Newest first. */
  List<Notice> list(WorkspaceId workspace, Paging paging) {
    return jdbc
        .sql(
            """
        select id, number_id, field, event, grave, body_sealed, told_at from conversations.notice
        where workspace_id = :ws
          and (:after_at::timestamptz is null or (told_at, id) < (:after_at, :after_id::uuid))
        order by told_at desc, id desc limit :fetch""")
        .param("ws", workspace.value())
        .param("after_at", paging.afterAt())
        .param("after_id", paging.afterId())
        .param("fetch", paging.fetch())
        .query(DataClassRowMapper.newInstance(Sealed.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .toList();
  }

  /** What Meta believes to have seen in messages, by the message. */
  List<Notice> ofMessages(WorkspaceId workspace, Collection<String> wamids) {
    String[] keys =
        wamids.stream()
            .flatMap(
                wamid ->
                    List.of(automatic(wamid, "LeadSubmitted"), automatic(wamid, "Purchase"))
                        .stream())
            .toArray(String[]::new);
    return jdbc
        .sql(
            """
        select id, number_id, field, event, grave, body_sealed, told_at from conversations.notice
        where workspace_id = :ws and dedupe = any(:keys) order by told_at, id""")
        .param("ws", workspace.value())
        .param("keys", keys)
        .query(DataClassRowMapper.newInstance(Sealed.class))
        .list()
        .stream()
        .map(row -> open(workspace, row))
        .toList();
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byId(
            "conversations.notice", "body_sealed", (_, id) -> place(UUID.fromString(id))));
  }

  /** The workspaces that news are for; with the number, where they name one. */
  private Map<WorkspaceId, @Nullable NumberId> concerned(
      InboundEvent event, @Nullable String account, @Nullable WorkspaceId only) {
    var found = new LinkedHashMap<WorkspaceId, @Nullable NumberId>();
    if (event.phoneNumberId() != null) {
      numbers
          .byPhoneNumberId(event.phoneNumberId())
          .ifPresent(number -> found.put(number.workspace(), number.id()));
      return found;
    }
    if (account == null) {
      return found;
    }
    String digits = digits(event.displayPhoneNumber());
    List<ConnectedNumber> ofAccount = numbers.ofAccount(account);
    for (ConnectedNumber number : ofAccount) {
      if (digits.isEmpty()) {
        found.putIfAbsent(number.workspace(), null);
      } else if (digits.equals(digits(number.displayPhoneNumber()))) {
        found.put(number.workspace(), number.id());
      }
    }
    found.keySet().removeIf(workspace -> only != null && !only.equals(workspace));
    return found;
  }

  private Intake tell(
      Map<WorkspaceId, @Nullable NumberId> concerned,
      News news,
      Instant receivedAt,
      Consequence consequence) {
    if (concerned.isEmpty()) {
      return Intake.UNKNOWN_NUMBER;
    }
    boolean told = false;
    for (var home : concerned.entrySet()) {
      told |=
          tx.in(
              home.getKey(),
              () -> {
                boolean fresh = insert(home.getKey(), home.getValue(), news, receivedAt);
                if (fresh) {
                  consequence.of(home.getKey(), home.getValue());
                }
                return fresh;
              });
    }
    return told ? Intake.NOTED : Intake.KNOWN;
  }

  private boolean insert(
      WorkspaceId workspace, @Nullable NumberId number, News news, Instant receivedAt) {
    UUID id = Uuid7.at(news.toldAt());
    byte[] body = news.body().getBytes(StandardCharsets.UTF_8);
    return jdbc.sql(
                """
        insert into conversations.notice (workspace_id, id, number_id, account, field, event, dedupe, grave,
          body_sealed, told_at, received_at)
        values (:ws, :id, :number::uuid, :account, :field, :event, :dedupe, :grave, :body, :told, :received)
        on conflict (workspace_id, dedupe) do nothing""")
            .param("ws", workspace.value())
            .param("id", id)
            .param("number", number == null ? null : number.value())
            .param("account", news.account())
            .param("field", news.field())
            .param("event", news.event())
            .param("dedupe", news.dedupe())
            .param("grave", news.grave())
            .param("body", vault.seal(workspace, place(id), body))
            .param("told", news.toldAt().atOffset(ZoneOffset.UTC))
            .param("received", receivedAt.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  private Notice open(WorkspaceId workspace, Sealed row) {
    byte[] body = vault.open(workspace, place(row.id()), row.bodySealed());
    return new Notice(
        row.id(),
        row.numberId() == null ? null : new NumberId(row.numberId()),
        row.field(),
        row.event(),
        row.grave(),
        new String(body, StandardCharsets.UTF_8),
        row.toldAt().toInstant());
  }

  private static Vault.Place place(UUID id) {
    return new Vault.Place("conversations.notice", "body_sealed", id);
  }

  private static String automatic(String wamid, String event) {
    return "automatic:" + wamid + ":" + shortened(event);
  }

  private static String shortened(String event) {
    return String.valueOf(JsonFields.clipped(event, LONGEST_EVENT));
  }

  private static String digits(@Nullable String number) {
    return number == null ? "" : number.replaceAll("[^0-9]", "");
  }

  /** Tells apart two notices of one second; Meta sends the same bytes again. */
  private static String digest(String raw) {
    return String.format(Locale.ROOT, "%08x", raw.hashCode());
  }
}
