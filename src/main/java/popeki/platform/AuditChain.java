package popeki.platform;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.AuditRepository.Extent;
import popeki.platform.AuditRepository.Head;
import popeki.platform.AuditRepository.Row;
import popeki.platform.Verification.Fault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The audit log of a workspace as a chain: every entry has a number without gaps and a hash over
 * itself and the entry before, under a key that the database does not hold. Where it ends is sealed
 * the same way.
 */
@Component
class AuditChain {
  /** The first entry of a chain that found entries already there. */
  static final String STARTED = "audit.chain_started";

  private static final Logger log = LoggerFactory.getLogger(AuditChain.class);
  private static final int CHUNK = 2_000;

  private final AuditRepository rows;
  private final Vault vault;
  private final WorkspaceTx tx;
  private final Clock clock;
  private final JsonMapper json;

  AuditChain(AuditRepository rows, Vault vault, WorkspaceTx tx, Clock clock, JsonMapper json) {
    this.rows = rows;
    this.vault = vault;
    this.tx = tx;
    this.clock = clock;
    this.json = json;
  }

  /**
   * Adds lines at the end, in the surrounding transaction; the end stays locked until it is over.
   */
  void append(WorkspaceId workspace, List<AuditLine> lines) {
    Checkpoint end = takeEnd(workspace);
    for (AuditLine line : lines) {
      end = add(workspace, line, end);
    }
    rows.moveHead(workspace, sealed(workspace, end));
  }

  private Checkpoint takeEnd(WorkspaceId workspace) {
    Head head = rows.lockHead(workspace).orElseGet(() -> planted(workspace));
    long last = rows.last(workspace);
    Checkpoint end = head.end();
    if (last == end.seq() && isSealed(workspace, head)) {
      return last == 0 ? begun(workspace) : end;
    }
    // A business must not stand still because somebody tampered with its log, and the traces must
    // not be mended over: the chain goes on with a link that never fits.
    log.error(
        "The audit log of workspace {} does not end where its head says (entry {}, head {}); it goes on with a visible break",
        workspace,
        last,
        end.seq());
    return new Checkpoint(Math.max(last, end.seq()), Checkpoint.START.hash());
  }

  private Head planted(WorkspaceId workspace) {
    rows.plantHead(workspace, sealed(workspace, Checkpoint.START));
    return rows.lockHead(workspace).orElseThrow();
  }

  /** Ties what was logged before there was a chain to its first entry. */
  private Checkpoint begun(WorkspaceId workspace) {
    long before = rows.extent(workspace).before();
    if (before == 0) {
      return Checkpoint.START;
    }
    String digest = digest(workspace, place -> rows.before(workspace, place, CHUNK));
    var at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var first =
        new AuditLine(
            Uuid7.at(at),
            at,
            new AuditLine.Origin("system", null),
            Actor.system("audit"),
            STARTED,
            null,
            json.writeValueAsString(Map.of("entries", before, "digest", digest)));
    return add(workspace, first, Checkpoint.START);
  }

  private Checkpoint add(WorkspaceId workspace, AuditLine line, Checkpoint end) {
    long seq = end.seq() + 1;
    byte[] person = vault.auditMac(workspace, AuditEncoding.person(workspace, line));
    byte[] hash =
        vault.auditMac(workspace, AuditEncoding.entry(workspace, seq, line, person, end.hash()));
    rows.insert(workspace, new Row(seq, line, person, hash));
    return new Checkpoint(seq, hash);
  }

  /**
   * Checks the chain in stretches, each in a short transaction of its own. Entries that come
   * meanwhile are left to the next time.
   *
   * @param from where an earlier check of the same log stopped; {@link Checkpoint#START} for all
   * @param known a checkpoint that the log must still have
   * @param most how many entries to look at before pausing
   */
  Verification verify(
      WorkspaceId workspace, Checkpoint from, @Nullable Checkpoint known, long most) {
    Extent extent = tx.in(workspace, () -> rows.extent(workspace));
    Head head = extent.head();
    if (head == null) {
      return extent.last() == 0 && known == null
          ? new Verification.Intact(0, Checkpoint.START, extent.before())
          : new Verification.Broken(0, extent.last(), Fault.HEAD);
    }
    Checkpoint end = head.end();
    if (!isSealed(workspace, head)) {
      return new Verification.Broken(0, end.seq(), Fault.HEAD);
    }
    if (extent.last() != end.seq()) {
      return extent.last() < end.seq()
          ? new Verification.Broken(0, extent.last() + 1, Fault.CUT_OFF)
          : new Verification.Broken(0, end.seq() + 1, Fault.EXTRA);
    }
    if (!has(workspace, from)) {
      return new Verification.Broken(0, from.seq(), Fault.CHECKPOINT);
    }
    if (known != null && (known.seq() > end.seq() || !has(workspace, known))) {
      return new Verification.Broken(0, known.seq(), Fault.CHECKPOINT);
    }
    return walk(workspace, from, end, extent.before(), most);
  }

  private Verification walk(
      WorkspaceId workspace, Checkpoint from, Checkpoint end, long before, long most) {
    Checkpoint reached = from;
    while (reached.seq() < end.seq()) {
      if (reached.seq() - from.seq() >= most) {
        return new Verification.Paused(reached.seq(), reached);
      }
      long start = reached.seq();
      List<Row> chunk = tx.in(workspace, () -> rows.after(workspace, start, end.seq(), CHUNK));
      if (chunk.isEmpty()) {
        return new Verification.Broken(reached.seq(), reached.seq() + 1, Fault.MISSING);
      }
      for (Row row : chunk) {
        long due = reached.seq() + 1;
        if (row.seq() == null || row.seq() != due) {
          return new Verification.Broken(reached.seq(), due, Fault.MISSING);
        }
        if (!fits(workspace, row, reached)) {
          return new Verification.Broken(reached.seq(), due, Fault.CHANGED);
        }
        if (due == 1 && !holdsBefore(workspace, row.line(), before)) {
          return new Verification.Broken(0, 1, Fault.BEFORE);
        }
        reached = new Checkpoint(due, java.util.Objects.requireNonNull(row.hash()));
      }
    }
    return reached.isSame(end)
        ? new Verification.Intact(end.seq(), end, before)
        : new Verification.Broken(reached.seq(), end.seq(), Fault.HEAD);
  }

  private boolean fits(WorkspaceId workspace, Row row, Checkpoint previous) {
    AuditLine line = row.line();
    byte[] person = row.person();
    if (person == null || row.hash() == null) {
      return false;
    }
    boolean forgotten = line.actor().name() == null && line.origin().network() == null;
    if (!forgotten
        && !MessageDigest.isEqual(
            person, vault.auditMac(workspace, AuditEncoding.person(workspace, line)))) {
      return false;
    }
    byte[] hash =
        vault.auditMac(
            workspace,
            AuditEncoding.entry(workspace, previous.seq() + 1, line, person, previous.hash()));
    return MessageDigest.isEqual(hash, row.hash());
  }

  private boolean holdsBefore(WorkspaceId workspace, AuditLine first, long before) {
    if (!first.action().equals(STARTED)) {
      return before == 0;
    }
    String digest =
        digest(workspace, place -> tx.in(workspace, () -> rows.before(workspace, place, CHUNK)));
    JsonNode said = json.readTree(first.detail());
    return said.at("/entries").asLong() == before && said.at("/digest").asString().equals(digest);
  }

  /** Of all entries from before the chain, read in stretches. */
  private static String digest(WorkspaceId workspace, Stretches stretches) {
    MessageDigest digest = sha256();
    Cursor after = null;
    while (true) {
      List<Row> chunk = stretches.after(after);
      if (chunk.isEmpty()) {
        return HexFormat.of().formatHex(digest.digest());
      }
      for (Row row : chunk) {
        digest.update(AuditEncoding.unchained(workspace, row.line()));
      }
      AuditLine last = chunk.getLast().line();
      after = new Cursor(last.at(), last.id());
    }
  }

  private interface Stretches {
    List<Row> after(@Nullable Cursor place);
  }

  private boolean has(WorkspaceId workspace, Checkpoint checkpoint) {
    return checkpoint.seq() == 0
        ? checkpoint.isSame(Checkpoint.START)
        : tx.in(workspace, () -> rows.at(workspace, checkpoint.seq()))
            .filter(row -> Arrays.equals(row.hash(), checkpoint.hash()))
            .isPresent();
  }

  private Head sealed(WorkspaceId workspace, Checkpoint end) {
    return new Head(end, vault.auditMac(workspace, AuditEncoding.head(workspace, end)));
  }

  private boolean isSealed(WorkspaceId workspace, Head head) {
    return MessageDigest.isEqual(head.seal(), sealed(workspace, head.end()).seal());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
