package popeki.links;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import popeki.kernel.ClickId;
import popeki.kernel.ConversationId;
import popeki.kernel.DateRange;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Cursor;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.WorkspaceTx;

/** Tracked links and the visits they had, for the steps that come after. */
@Component
public class Links {
  /**
   * The lane of a workspace that is woken when clicks arrive after their visit, with the rows, so
   * that what was decided without them is decided again.
   */
  public static final String LATE_CLICKS = "attribution-late";

  private final LinkRepository links;
  private final ClickLedger clicks;
  private final WorkspaceTx tx;

  Links(LinkRepository links, ClickLedger clicks, WorkspaceTx tx) {
    this.links = links;
    this.clicks = clicks;
    this.tx = tx;
  }

  public Optional<LinkSummary> link(WorkspaceId workspace, LinkId link) {
    return tx.in(workspace, () -> links.find(workspace, link));
  }

  /** Links by their ids; what is not here has no entry. */
  public Map<LinkId, LinkSummary> links(WorkspaceId workspace, Collection<LinkId> wanted) {
    return wanted.isEmpty()
        ? Map.of()
        : tx.in(workspace, () -> links.find(workspace, wanted)).stream()
            .collect(Collectors.toMap(LinkSummary::id, Function.identity()));
  }

  /** A link with what it brought. */
  Optional<LinkRepository.Counted> counted(WorkspaceId workspace, LinkId link) {
    return tx.in(workspace, () -> links.counted(workspace, link));
  }

  /** Links with what they brought, newest first. */
  Page<LinkRepository.Counted> list(WorkspaceId workspace, boolean archived, Paging paging) {
    return paging.page(
        tx.in(workspace, () -> links.list(workspace, archived, paging)),
        row -> new Cursor(row.link().createdAt(), row.link().id().value()));
  }

  /** Visits, newest first. */
  Page<ClickLedger.Row> visits(
      WorkspaceId workspace, ClickLedger.Wanted wanted, Period period, Paging paging) {
    return paging.page(
        tx.in(workspace, () -> clicks.list(workspace, wanted, period, paging)),
        row -> new Cursor(row.occurredAt(), row.id().value()));
  }

  /** Why visits of a link were not counted. */
  List<ClickLedger.Uncounted> uncounted(WorkspaceId workspace, LinkId link) {
    return tx.in(workspace, () -> clicks.uncounted(workspace, link));
  }

  /** The links that open a chat with this number, archived ones too, newest first. */
  public List<LinkSummary> linksTo(WorkspaceId workspace, NumberId number) {
    return tx.in(workspace, () -> links.ofNumber(workspace, number));
  }

  /** The visit that this code was made for. */
  public Optional<ClickSeen> clickByCode(WorkspaceId workspace, ReferenceCode code) {
    return tx.in(workspace, () -> clicks.byCode(workspace, code).map(ClickLedger.Row::seen));
  }

  /** The visits that these codes were made for, by code. */
  public Map<String, ClickSeen> clicksByCode(WorkspaceId workspace, Collection<String> codes) {
    return codes.isEmpty()
        ? Map.of()
        : tx.in(workspace, () -> clicks.byCode(workspace, codes)).stream()
            .map(ClickLedger.Row::seen)
            .collect(Collectors.toMap(click -> String.valueOf(click.code()), Function.identity()));
  }

  /** A visit, as precisely as {@link VisitSeen} names it. */
  public Optional<ClickSeen> click(WorkspaceId workspace, ClickId click, Instant occurredAt) {
    return tx.in(
        workspace, () -> clicks.find(workspace, click, occurredAt).map(ClickLedger.Row::seen));
  }

  /** Counted visits that led to this number, oldest first; of too many the latest. */
  public List<VisitSeen> visitsTo(
      WorkspaceId workspace, NumberId number, DateRange range, int most) {
    return tx.in(workspace, () -> clicks.visits(workspace, number, range, most));
  }

  /**
   * Ties a visit to the conversation it led to. The first conversation keeps it; a later one is
   * told that the visit is shared.
   *
   * @param occurredAt the visit's, as {@link ClickSeen} has it
   */
  public Redemption attach(
      WorkspaceId workspace, ClickId click, Instant occurredAt, ConversationId conversation) {
    return tx.in(
        workspace,
        () -> {
          if (clicks.attach(workspace, click, occurredAt, conversation)) {
            return Redemption.FIRST;
          }
          return clicks
              .conversationOf(workspace, click, occurredAt)
              .map(owner -> owner.equals(conversation) ? Redemption.SAME : Redemption.SHARED)
              .orElse(Redemption.GONE);
        });
  }

  /** Unties a visit from a conversation that turned out not to be the one it led to. */
  public void detach(
      WorkspaceId workspace, ClickId click, Instant occurredAt, ConversationId conversation) {
    tx.run(workspace, () -> clicks.detach(workspace, click, occurredAt, conversation));
  }
}
