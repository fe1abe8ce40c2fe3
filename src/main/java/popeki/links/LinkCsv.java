package popeki.links;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import popeki.platform.Csv;
import popeki.platform.Cursor;
import popeki.platform.Page;
import popeki.platform.Paging;

/** Links and clicks as files: all that a filter finds, not a page of it. */
final class LinkCsv {
  private static final int MOST_ROWS = 100_000;

  private LinkCsv() {}

  static ResponseEntity<String> links(List<LinkApiController.LinkJson> links) {
    var lines = new StringBuilder();
    lines.append(
        Csv.line(
            List.of(
                "id",
                "name",
                "url",
                "source",
                "campaign",
                "code",
                "clicks",
                "not_counted",
                "conversations",
                "qualified",
                "won",
                "scans",
                "created_at",
                "archived_at")));
    for (var link : links) {
      var counts = link.counts();
      lines.append(
          Csv.line(
              Arrays.asList(
                  link.id(),
                  link.name(),
                  link.url(),
                  link.source(),
                  link.campaign(),
                  link.code().name().toLowerCase(java.util.Locale.ROOT),
                  counts.clicks(),
                  counts.notCounted(),
                  counts.conversations(),
                  counts.qualified(),
                  counts.won(),
                  counts.scans(),
                  link.createdAt(),
                  link.archivedAt())));
    }
    return file("links", lines);
  }

  static ResponseEntity<String> clicks(List<ClickApiController.ClickJson> clicks) {
    var lines = new StringBuilder();
    lines.append(
        Csv.line(
            List.of(
                "id",
                "link_id",
                "occurred_at",
                "kind",
                "counted",
                "not_counted_reason",
                "gpc",
                "ip",
                "user_agent",
                "referrer",
                "utm_source",
                "utm_medium",
                "utm_campaign",
                "utm_term",
                "utm_content",
                "code",
                "country",
                "device",
                "conversation_id",
                "number_id",
                "via")));
    for (var click : clicks) {
      var utm = click.utm();
      lines.append(
          Csv.line(
              Arrays.asList(
                  click.id(),
                  click.linkId(),
                  click.occurredAt(),
                  click.kind(),
                  click.counted(),
                  click.notCountedReason(),
                  click.gpc(),
                  click.ip(),
                  click.userAgent(),
                  click.referrer(),
                  utm.source(),
                  utm.medium(),
                  utm.campaign(),
                  utm.term(),
                  utm.content(),
                  click.code(),
                  click.country(),
                  click.device(),
                  click.conversationId(),
                  click.numberId(),
                  click.via())));
    }
    return file("clicks", lines);
  }

  /** Every row behind a paged list, up to what a spreadsheet opens. */
  static <T> List<T> all(Function<Paging, Page<T>> pages) {
    var rows = new ArrayList<T>();
    var paging = new Paging(Paging.MAX, null);
    while (rows.size() < MOST_ROWS) {
      Page<T> page = pages.apply(paging);
      rows.addAll(page.data());
      String next = page.nextCursor();
      if (next == null) {
        break;
      }
      paging = new Paging(Paging.MAX, Cursor.decode(next).orElseThrow());
    }
    return rows;
  }

  private static ResponseEntity<String> file(String name, StringBuilder lines) {
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, Csv.CONTENT_TYPE)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"")
        .body(lines.toString());
  }
}
