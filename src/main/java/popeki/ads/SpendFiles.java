package popeki.ads;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.LiveUpdates;
import popeki.platform.WorkspaceTx;

/**
 * Costs out of a file: kept for an hour while somebody looks at what it means, then taken in whole
 * or not at all.
 */
@Component
class SpendFiles {
  private static final int LONGEST_NAME = 120;

  private final SpendFileRepository uploads;
  private final SpendRepository spend;
  private final AdCatalog catalog;
  private final WorkspaceTx tx;
  private final Audit audit;
  private final LiveUpdates live;
  private final Clock clock;

  SpendFiles(
      SpendFileRepository uploads,
      SpendRepository spend,
      AdCatalog catalog,
      WorkspaceTx tx,
      Audit audit,
      LiveUpdates live,
      Clock clock) {
    this.uploads = uploads;
    this.spend = spend;
    this.catalog = catalog;
    this.tx = tx;
    this.audit = audit;
    this.live = live;
    this.clock = clock;
  }

  /** A file that waits for the yes. */
  record Waiting(UUID id, String name, SpendFile file) {}

  UUID keep(WorkspaceId workspace, String name, byte[] bytes) {
    String shown = name.replaceAll("[\\p{Cntrl}]", " ").strip();
    String kept = shown.length() > LONGEST_NAME ? shown.substring(0, LONGEST_NAME) : shown;
    return tx.in(
        workspace,
        () -> uploads.keep(workspace, kept.isEmpty() ? "spend.csv" : kept, bytes, now()));
  }

  /**
   * A file of this workspace that was uploaded within the hour.
   *
   * @throws ApiProblem 404
   */
  Waiting get(WorkspaceId workspace, UUID id) {
    SpendFileRepository.Upload upload =
        tx.in(workspace, () -> uploads.find(workspace, id, clock.instant()))
            .orElseThrow(() -> ApiProblem.notFound("file; upload it again"));
    return switch (SpendFile.read(upload.bytes())) {
      case SpendFile.Read.Fine fine -> new Waiting(upload.id(), upload.name(), fine.file());
      case SpendFile.Read.Broken _ -> throw ApiProblem.notFound("file; upload it again");
    };
  }

  SpendReading read(WorkspaceId workspace, SpendFile file, SpendReading.Choice choice) {
    return tx.in(
        workspace,
        () ->
            SpendReading.of(
                file,
                choice,
                (source, name) -> catalog.campaignNamed(workspace, source, name).orElse(null)));
  }

  /** Lines for whole campaigns whose days Meta tells ad by ad: they do not count. */
  long overruled(WorkspaceId workspace, SpendReading reading) {
    List<SpendRow> whole = reading.rows().stream().filter(row -> row.adId() == null).toList();
    return whole.isEmpty() ? 0 : tx.in(workspace, () -> spend.toldByMeta(workspace, whole));
  }

  /** Takes the rows in, and forgets the file. */
  void take(WorkspaceId workspace, Waiting waiting, SpendReading reading, Actor actor) {
    List<SpendRow> rows = reading.rows();
    var byDay = Comparator.comparing(SpendRow::day);
    Instant now = now();
    tx.run(
        workspace,
        () -> {
          spend.store(workspace, SpendRepository.Origin.CSV, rows);
          catalog.named(workspace, reading.names(), now);
          uploads.remove(workspace, waiting.id());
          var sources = new HashSet<String>();
          rows.forEach(row -> sources.add(row.source()));
          audit.append(
              workspace,
              actor,
              "spend.imported",
              null,
              Map.of(
                  "rows",
                  rows.size(),
                  "first_day",
                  rows.stream().min(byDay).orElseThrow().day().toString(),
                  "last_day",
                  rows.stream().max(byDay).orElseThrow().day().toString(),
                  "sources",
                  String.join(", ", new java.util.TreeSet<>(sources))));
          live.changed(workspace);
        });
  }

  /**
   * Forgets a file.
   *
   * @throws ApiProblem 404
   */
  void drop(WorkspaceId workspace, UUID id) {
    if (!tx.in(workspace, () -> uploads.remove(workspace, id))) {
      throw ApiProblem.notFound("file");
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
