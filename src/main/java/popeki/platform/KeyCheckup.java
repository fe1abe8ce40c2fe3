package popeki.platform;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How old the keys are, and whether a rotation was left unfinished. */
@Component
class KeyCheckup implements Checkup {
  private final JdbcClient jdbc;
  private final MasterKey master;
  private final Clock clock;

  KeyCheckup(JdbcClient jdbc, MasterKey master, Clock clock) {
    this.jdbc = jdbc;
    this.master = master;
    this.clock = clock;
  }

  @Override
  public List<Finding> findings() {
    return List.of(masterKey(), workspaceKeys());
  }

  private Finding masterKey() {
    String primary = master.ids().getFirst();
    if (master.ids().size() == 1) {
      return Finding.ok("master key rotation", "none is under way; key " + primary + " writes");
    }
    long left =
        jdbc.sql(
                """
            select (select count(*) from platform.workspace_keyset where wrapped_by is distinct from :by)
              + (select count(*) from platform.installation_key where wrapped_by is distinct from :by)""")
            .param("by", primary)
            .query(Long.class)
            .single();
    return left > 0
        ? Finding.warning(
            "master key rotation",
            left
                + " keysets are still wrapped by an older master key; run ./popeki admin rotate-keys --master")
        : Finding.warning(
            "master key rotation",
            "every keyset is wrapped by "
                + primary
                + ", an older key is still given; ./popeki admin rotate-keys --master says when it may go");
  }

  private record Age(UUID workspace, @Nullable OffsetDateTime at, boolean open) {}

  private Finding workspaceKeys() {
    List<Age> ages =
        jdbc.sql(
                """
            select workspace_id, coalesce(rotated_at, made_at) as at, phase is not null as open
            from platform.workspace_keyset""")
            .query(
                (row, index) ->
                    new Age(
                        row.getObject("workspace_id", UUID.class),
                        row.getObject("at", OffsetDateTime.class),
                        row.getBoolean("open")))
            .list();
    var open = new ArrayList<>(ages);
    open.removeIf(age -> !age.open());
    if (!open.isEmpty()) {
      return Finding.warning(
          "workspace keys",
          open.size()
              + " rotations are unfinished, the first of workspace "
              + open.getFirst().workspace()
              + "; run the same ./popeki admin rotate-keys again, it goes on from there");
    }
    long oldest =
        ages.stream()
            .filter(age -> age.at() != null || age.workspace().version() == 7)
            .mapToLong(age -> ChronoUnit.DAYS.between(made(age), clock.instant()))
            .max()
            .orElse(0);
    return Finding.ok("workspace keys", "the oldest were made or rotated " + oldest + " days ago");
  }

  /** Keysets from before this was noted are as old as their workspace, whose id tells its time. */
  private static Instant made(Age age) {
    OffsetDateTime at = age.at();
    return at == null
        ? Instant.ofEpochMilli(age.workspace().getMostSignificantBits() >>> 16)
        : at.toInstant();
  }
}
