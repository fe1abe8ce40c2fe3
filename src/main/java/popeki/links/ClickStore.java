package popeki.links;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import popeki.kernel.ClickId;
import popeki.kernel.WorkspaceId;
import popeki.platform.DatabaseConfiguration;
import popeki.platform.DatabaseRole;
import popeki.platform.Delta;
import popeki.platform.Deltas;
import popeki.platform.WorkspaceTx;

/**
 * Puts clicks and what they change in the figures into the database, in one transaction: a click is
 * counted if and only if its row is new, however often it is written.
 */
@Component
class ClickStore {
  private final ClickRepository clicks;
  private final ClickIps ips;
  private final Deltas deltas;
  private final WorkspaceTx tx;
  private final JdbcClient jdbc;

  ClickStore(ClickRepository clicks, ClickIps ips, Deltas deltas, WorkspaceTx tx, JdbcClient jdbc) {
    this.clicks = clicks;
    this.ips = ips;
    this.deltas = deltas;
    this.tx = tx;
    this.jdbc = jdbc;
  }

  /**
   * Writes a batch of any workspaces from the click path, all or nothing. When one was there
   * before, after an earlier try whose commit got lost on the way back, its key is taken and the
   * database refuses the batch.
   */
  void writeAll(List<Click> batch) {
    Map<WorkspaceId, List<Delta>> changes = ClickBatch.deltas(batch);
    DatabaseConfiguration.as(
        DatabaseRole.INGEST,
        () -> {
          clicks.insertCounted(batch, Deltas.ofClicks(changes));
          return Boolean.TRUE;
        });
    changes.keySet().forEach(deltas::changed);
  }

  /** Writes one click unless it is there already. */
  void writeIfNew(Click click) {
    ingest(
        () -> {
          if (clicks.insert(click)) {
            count(List.of(click));
          }
          return Boolean.TRUE;
        });
  }

  /**
   * Writes what is new of one workspace's clicks, with what else commits with it.
   *
   * @param late is told the new ones, in the same transaction
   */
  void writeLate(WorkspaceId workspace, List<Click> batch, Late late) {
    DatabaseConfiguration.as(
        DatabaseRole.WORKER,
        () ->
            tx.in(
                workspace,
                () -> {
                  Set<ClickId> inserted = clicks.insertNew(batch);
                  List<Click> fresh =
                      batch.stream().filter(click -> inserted.remove(click.id())).toList();
                  if (!fresh.isEmpty()) {
                    count(fresh);
                    fresh.forEach(click -> ips.late(workspace, click.occurredAt()));
                    late.arrived(workspace, fresh);
                  }
                  return Boolean.TRUE;
                }));
  }

  /** Told of clicks that reached the database after their visit. */
  interface Late {
    void arrived(WorkspaceId workspace, List<Click> clicks);
  }

  /** Throws when the database does not take clicks right now. */
  void probe() {
    ingest(() -> jdbc.sql("select 1").query(Integer.class).single());
  }

  static Map<WorkspaceId, List<Click>> byWorkspace(List<Click> batch) {
    return batch.stream().collect(Collectors.groupingBy(Click::workspace));
  }

  private void count(List<Click> written) {
    for (Map.Entry<WorkspaceId, List<Delta>> part : ClickBatch.deltas(written).entrySet()) {
      deltas.append(part.getKey(), part.getValue());
    }
  }

  private <T> void ingest(Supplier<T> work) {
    DatabaseConfiguration.as(DatabaseRole.INGEST, () -> tx.directory(work));
  }
}
