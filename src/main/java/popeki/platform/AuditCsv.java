package popeki.platform;

import java.util.Arrays;
import java.util.List;

/** The audit log as a file: a row for each entry, with what makes its checkpoint. */
final class AuditCsv {
  static final String HEAD =
      Csv.line(
          List.of(
              "seq",
              "at",
              "actor_type",
              "actor_id",
              "actor_name",
              "action",
              "subject",
              "detail",
              "channel",
              "network",
              "hash"));

  private AuditCsv() {}

  static String line(Audit.Entry entry) {
    return Csv.line(
        Arrays.asList(
            entry.seq(),
            entry.at(),
            entry.actor().type(),
            entry.actor().id(),
            entry.actor().name(),
            entry.action(),
            entry.subject(),
            entry.detail(),
            entry.channel(),
            entry.network(),
            entry.hash()));
  }
}
