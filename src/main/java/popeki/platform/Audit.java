package popeki.platform;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import popeki.kernel.UserId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who changed what, for the workspace to read. Entries are only ever added, and chained: see {@link
 * AuditChain}. Details hold ids and settings, never message text, phone numbers or secrets.
 */
@Component
public class Audit {
  /** How many entries one check looks at before it pauses; some seconds of work. */
  static final long AT_A_TIME = 500_000;

  private final AuditRepository rows;
  private final AuditChain chain;
  private final Origins origins;
  private final WorkspaceTx tx;
  private final Clock clock;
  private final JsonMapper json;

  /**
   * A line of the log.
   *
   * @param seq its number in the chain; null from before there was one
   * @param hash with the number, a {@link Checkpoint}
   * @param channel {@code page}, {@code api}, {@code command} or {@code system}
   * @param network where the caller's address belongs, its last part cut off
   */
  public record Entry(
      UUID id,
      Instant at,
      Actor actor,
      String action,
      @Nullable String subject,
      Object detail,
      @Nullable Long seq,
      @Nullable String hash,
      @Nullable String channel,
      @Nullable String network) {}

  /** A value that the log can be narrowed to, and how often it occurs. */
  public record Facet(String key, @Nullable String name, long count) {}

  /** What a period can be narrowed to. */
  public record Facets(List<Facet> actors, List<Facet> groups) {}

  Audit(
      AuditRepository rows,
      AuditChain chain,
      Origins origins,
      WorkspaceTx tx,
      Clock clock,
      JsonMapper json) {
    this.rows = rows;
    this.chain = chain;
    this.origins = origins;
    this.tx = tx;
    this.clock = clock;
    this.json = json;
  }

  /**
   * Adds a line with the surrounding transaction of the workspace, or in one of its own. It is
   * written right before the commit, so that the lock on the log's end is taken last and held
   * shortest.
   *
   * @param action what happened, as {@code thing.verb}: {@code api_key.created}
   * @param subject what it happened to, usually an id
   * @param detail ids and settings; of a change the values before and after
   */
  public void append(
      WorkspaceId workspace,
      Actor actor,
      String action,
      @Nullable String subject,
      Map<String, ?> detail) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var line =
        new AuditLine(
            Uuid7.at(at),
            at,
            origins.here(),
            actor,
            action,
            subject,
            json.writeValueAsString(detail));
    tx.run(workspace, () -> batch(workspace).add(line));
  }

  /** The log, newest first. */
  public Page<Entry> list(WorkspaceId workspace, AuditFilter filter, Paging paging) {
    var found = tx.in(workspace, () -> rows.list(workspace, filter, paging));
    return paging.page(
        found.stream().map(this::entry).toList(), entry -> new Cursor(entry.at(), entry.id()));
  }

  /** Who acted in a period, and what kinds of things were done. */
  public Facets facets(WorkspaceId workspace, Period period) {
    return tx.in(
        workspace,
        () -> new Facets(rows.actors(workspace, period), rows.groups(workspace, period)));
  }

  /** Where the log ends now; empty before its first entry. */
  public Optional<Checkpoint> end(WorkspaceId workspace) {
    return tx.in(workspace, () -> rows.end(workspace));
  }

  /**
   * Sends every entry that the filter finds as a file, newest first, and notes that somebody took
   * it. It is written in stretches, so a log of any length fits.
   */
  public void export(
      WorkspaceId workspace, Actor actor, AuditFilter filter, HttpServletResponse response)
      throws IOException {
    append(workspace, actor, "audit.exported", null, filter.detail());
    response.setContentType(Csv.CONTENT_TYPE);
    response.setHeader("Content-Disposition", "attachment; filename=\"audit.csv\"");
    PrintWriter file = response.getWriter();
    file.write(AuditCsv.HEAD);
    var paging = new Paging(Paging.MAX, null);
    while (true) {
      Page<Entry> page = list(workspace, filter, paging);
      page.data().forEach(entry -> file.write(AuditCsv.line(entry)));
      if (page.nextCursor() == null || file.checkError()) {
        return;
      }
      paging = new Paging(Paging.MAX, Cursor.decode(page.nextCursor()).orElseThrow());
    }
  }

  /**
   * Checks that the log is as it was written, and notes that somebody did.
   *
   * @param from where an earlier check paused; null for the whole
   * @param known a checkpoint from earlier that the log must still have; null for none
   */
  public Verification verify(
      WorkspaceId workspace, Actor actor, @Nullable Checkpoint from, @Nullable Checkpoint known) {
    Verification result =
        chain.verify(workspace, from == null ? Checkpoint.START : from, known, AT_A_TIME);
    append(workspace, actor, "audit.verified", null, detail(result));
    return result;
  }

  /**
   * Forgets who a user was and from where they came, in every entry of the workspace; the id stays,
   * and so does the chain.
   */
  public int forget(WorkspaceId workspace, UserId user) {
    return tx.in(workspace, () -> rows.forget(workspace, user));
  }

  private static Map<String, ?> detail(Verification result) {
    return switch (result) {
      case Verification.Intact(long checked, Checkpoint head, _) ->
          Map.of("result", "intact", "entries", checked, "head", head.toString());
      case Verification.Paused(long checked, _) -> Map.of("result", "paused", "entries", checked);
      case Verification.Broken(long checked, long at, Verification.Fault fault) ->
          Map.of("result", "broken", "entries", checked, "at", at, "fault", fault.key());
    };
  }

  private Entry entry(AuditRepository.Row row) {
    AuditLine line = row.line();
    return new Entry(
        line.id(),
        line.at(),
        line.actor(),
        line.action(),
        line.subject(),
        json.readTree(line.detail()),
        row.seq(),
        row.hash() == null ? null : HexFormat.of().formatHex(row.hash()),
        line.origin().channel(),
        line.origin().network());
  }

  /** The lines of the running transaction. */
  private Batch batch(WorkspaceId workspace) {
    for (var known : TransactionSynchronizationManager.getSynchronizations()) {
      if (known instanceof Batch batch) {
        return batch;
      }
    }
    var batch = new Batch(workspace);
    TransactionSynchronizationManager.registerSynchronization(batch);
    return batch;
  }

  /** What a transaction has to log, written when it is about to commit. */
  private final class Batch implements TransactionSynchronization {
    private final WorkspaceId workspace;
    private final List<AuditLine> lines = new ArrayList<>();
    private boolean written;

    Batch(WorkspaceId workspace) {
      this.workspace = workspace;
    }

    void add(AuditLine line) {
      if (written) {
        chain.append(workspace, List.of(line));
      } else {
        lines.add(line);
      }
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      written = true;
      chain.append(workspace, lines);
    }
  }
}
