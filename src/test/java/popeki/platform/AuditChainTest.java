package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Verification.Broken;
import popeki.platform.Verification.Fault;
import popeki.platform.Verification.Intact;
import popeki.platform.Verification.Paused;

/** Whoever holds the database alone cannot change the log unseen. */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class AuditChainTest {
  private static final UserId ANA =
      new UserId(UUID.fromString("01900000-0000-7000-8000-00000000000a"));
  private static final int WRITTEN = 9;

  @Autowired Audit audit;
  @Autowired AuditChain chain;
  @Autowired Vault vault;
  @Autowired WorkspaceTx tx;
  @Autowired JdbcClient jdbc;
  @Autowired Settings settings;
  private WorkspaceId workspace;

  @BeforeEach
  void nine_entries() {
    workspace = newWorkspace();
    for (int i = 1; i <= WRITTEN; i++) {
      append(workspace, "thing.changed", i);
    }
  }

  private WorkspaceId newWorkspace() {
    var made = new WorkspaceId(UUID.randomUUID());
    vault.create(made);
    return made;
  }

  private void append(WorkspaceId ws, String action, int n) {
    audit.append(
        ws, Actor.user(ANA, "Ana"), action, "thing-" + n, Map.of("before", n - 1, "after", n));
  }

  private Verification verify() {
    return chain.verify(workspace, Checkpoint.START, null, Long.MAX_VALUE);
  }

  private Checkpoint head() {
    return ((Intact) verify()).head();
  }

  @Test
  void two_hundred_writers_at_once_leave_a_chain_without_a_gap() throws Exception {
    var shared = newWorkspace();
    var neighbour = newWorkspace();
    var random = new Random(7);
    var work = new ArrayList<Callable<Integer>>();
    for (int i = 0; i < 200; i++) {
      WorkspaceId ws = random.nextInt(4) == 0 ? neighbour : shared;
      int lines = random.nextInt(3) + 1;
      boolean fails = random.nextInt(5) == 0;
      int n = i;
      work.add(() -> write(ws, lines, n, fails) && ws.equals(shared) ? lines : 0);
    }
    long expected = 0;
    try (var threads = Executors.newFixedThreadPool(12)) {
      for (var done : threads.invokeAll(work)) {
        expected += done.get();
      }
    }
    assertThat(expected).isGreaterThan(150);
    assertThat(numbers(shared)).isEqualTo(LongStream.rangeClosed(1, expected).boxed().toList());
    assertThat(chain.verify(shared, Checkpoint.START, null, Long.MAX_VALUE))
        .isInstanceOfSatisfying(Intact.class, ok -> assertThat(ok.checked()).isGreaterThan(150));
    assertThat(chain.verify(neighbour, Checkpoint.START, null, Long.MAX_VALUE))
        .isInstanceOf(Intact.class);
  }

  private boolean write(WorkspaceId ws, int lines, int n, boolean fails) {
    try {
      tx.run(
          ws,
          () -> {
            for (int line = 0; line < lines; line++) {
              append(ws, "thing.changed", n);
            }
            if (fails) {
              throw new IllegalStateException("taken back");
            }
          });
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private List<Long> numbers(WorkspaceId ws) {
    return tx.in(
        ws,
        () ->
            jdbc.sql("select seq from platform.audit_entry where workspace_id = :ws order by seq")
                .param("ws", ws.value())
                .query(Long.class)
                .list());
  }

  @Test
  void what_is_taken_back_was_never_logged_and_leaves_no_number() {
    assertThatThrownBy(
            () ->
                tx.run(
                    workspace,
                    () -> {
                      append(workspace, "thing.changed", 77);
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");
    append(workspace, "thing.changed", 10);
    assertThat(numbers(workspace)).hasSize(WRITTEN + 1).endsWith(10L);
    assertThat(verify()).isInstanceOf(Intact.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update E set detail = '{\"before\":3,\"after\":99}' where seq = 4 | 4 | CHANGED",
        "update E set detail = '{\"before\": 3,\"after\":4}' where seq = 4 | 4 | CHANGED",
        "update E set action = 'thing.seen' where seq = 9 | 9 | CHANGED",
        "update E set subject = null where seq = 1 | 1 | CHANGED",
        "update E set at = at + interval '1 microsecond' where seq = 5 | 5 | CHANGED",
        "update E set actor_type = 'system' where seq = 5 | 5 | CHANGED",
        "update E set actor_id = '01900000-0000-7000-8000-00000000000b' where seq = 5 | 5 | CHANGED",
        "update E set actor_name = 'Bruno' where seq = 5 | 5 | CHANGED",
        "update E set network = '192.0.2.0/24' where seq = 5 | 5 | CHANGED",
        "update E set channel = 'api' where seq = 5 | 5 | CHANGED",
        "update E set id = gen_random_uuid() where seq = 5 | 5 | CHANGED",
        "update E set hash = sha256('x') where seq = 5 | 5 | CHANGED",
        "update E set person_hash = sha256('x') where seq = 5 | 5 | CHANGED",
        "delete from E where seq = 1 | 1 | MISSING",
        "delete from E where seq = 4 | 4 | MISSING",
        "delete from E where seq = 9 | 9 | CUT_OFF",
        "delete from E where seq > 2 | 3 | CUT_OFF",
        "update E set seq = seq + 100 where seq in (3, 6); update E set seq = 109 - seq where seq > 100 | 3 | CHANGED",
        "delete from E where seq = 4; update E set seq = seq - 100 where seq > 4; update E set seq = seq + 99 where seq < 0 | 9 | CUT_OFF",
        "delete from E where seq = 4; update E set seq = seq - 100 where seq > 4; update E set seq = seq + 99 where seq < 0; update H set seq = 8 | 8 | HEAD",
        "insert into E select workspace_id, gen_random_uuid(), at, actor_type, actor_id, actor_name, action, subject, detail, 10, channel, network, person_hash, sha256('x') from E where seq = 9 | 10 | EXTRA",
        "update E set seq = -seq where seq > 4; update E set seq = 1 - seq where seq < 0; insert into E select workspace_id, gen_random_uuid(), at, actor_type, actor_id, actor_name, action, subject, detail, 5, channel, network, person_hash, hash from E where seq = 4; update H set seq = 10 | 10 | HEAD",
        "update E set seq = -seq where seq > 4; update E set seq = 1 - seq where seq < 0; insert into E select workspace_id, gen_random_uuid(), at, actor_type, actor_id, actor_name, action, subject, detail, 5, channel, network, person_hash, hash from E where seq = 4 | 10 | EXTRA",
        "update H set seq = 8, hash = (select hash from E where seq = 8); delete from E where seq = 9 | 8 | HEAD",
        "update H set hash = sha256('x') | 9 | HEAD",
        "delete from H | 9 | HEAD",
      })
  void every_change_behind_the_service_is_found_at_its_place(String sql, long at, Fault fault)
      throws SQLException {
    assertThat(verify()).isInstanceOf(Intact.class);
    asSuperuser(sql);
    assertThat(verify())
        .isInstanceOfSatisfying(
            Broken.class,
            broken -> {
              assertThat(broken.fault()).isEqualTo(fault);
              assertThat(broken.at()).isEqualTo(at);
            });
    append(workspace, "thing.changed", 10);
    assertThat(verify()).as("going on does not mend it").isInstanceOf(Broken.class);
  }

  @Test
  void an_entry_of_another_workspace_does_not_fit() throws SQLException {
    var other = newWorkspace();
    for (int i = 1; i <= WRITTEN; i++) {
      append(other, "thing.changed", i);
    }
    asSuperuser(
        "delete from E where seq = 4; update platform.audit_entry set workspace_id = '%s' where workspace_id = '%s' and seq = 4"
            .formatted(workspace, other));
    assertThat(verify()).isEqualTo(new Broken(3, 4, Fault.CHANGED));
  }

  @Test
  void a_log_that_was_cut_back_with_its_old_head_is_found_by_a_checkpoint() throws SQLException {
    Checkpoint early = head();
    asSuperuser(
        "create table if not exists public.stolen_head as select * from platform.audit_head limit 0");
    try {
      asSuperuser("insert into public.stolen_head select * from H");
      append(workspace, "thing.removed", 10);
      append(workspace, "thing.removed", 11);
      Checkpoint late = head();
      assertThat(chain.verify(workspace, Checkpoint.START, early, Long.MAX_VALUE))
          .isInstanceOf(Intact.class);

      asSuperuser(
          "delete from E where seq > 9; update H set seq = s.seq, hash = s.hash, seal = s.seal from public.stolen_head s where s.workspace_id = platform.audit_head.workspace_id");

      assertThat(verify()).as("nothing in the database tells").isInstanceOf(Intact.class);
      assertThat(chain.verify(workspace, Checkpoint.START, late, Long.MAX_VALUE))
          .isEqualTo(new Broken(0, 11, Fault.CHECKPOINT));
      append(workspace, "thing.changed", 10);
      append(workspace, "thing.changed", 11);
      assertThat(chain.verify(workspace, Checkpoint.START, late, Long.MAX_VALUE))
          .isEqualTo(new Broken(0, 11, Fault.CHECKPOINT));
    } finally {
      asSuperuser("drop table public.stolen_head");
    }
  }

  @Test
  void a_long_log_is_checked_in_stretches_that_add_up() throws SQLException {
    for (int i = 0; i < 2_100; i += 50) {
      tx.run(
          workspace,
          () -> {
            for (int n = 0; n < 50; n++) {
              append(workspace, "thing.changed", n);
            }
          });
    }
    Verification first = chain.verify(workspace, Checkpoint.START, null, 2_000);
    assertThat(first).isInstanceOf(Paused.class);
    assertThat(chain.verify(workspace, ((Paused) first).reached(), null, 2_000))
        .isInstanceOfSatisfying(Intact.class, ok -> assertThat(ok.checked()).isEqualTo(2_109));
    var forged = new Checkpoint(2_000, new byte[32]);
    assertThat(chain.verify(workspace, forged, null, 2_000))
        .isEqualTo(new Broken(0, 2_000, Fault.CHECKPOINT));
    asSuperuser("update E set subject = 'other' where seq = 2050");
    assertThat(chain.verify(workspace, ((Paused) first).reached(), null, 2_000))
        .isEqualTo(new Broken(2_049, 2_050, Fault.CHANGED));
  }

  @Test
  void entries_from_before_the_chain_are_tied_to_its_beginning() throws SQLException {
    var old = newWorkspace();
    workspace = old;
    unchained(old, "a");
    unchained(old, "b");
    append(old, "thing.changed", 1);
    assertThat(verify())
        .isInstanceOfSatisfying(
            Intact.class,
            ok -> {
              assertThat(ok.checked()).isEqualTo(2);
              assertThat(ok.before()).isEqualTo(2);
            });
    assertThat(audit.forget(old, ANA)).isEqualTo(3);
    assertThat(verify()).isInstanceOf(Intact.class);
    for (String sql :
        List.of(
            "update E set subject = 'x' where seq is null and subject = 'a'",
            "delete from E where seq is null and subject = 'b'")) {
      asSuperuser(sql);
      assertThat(verify()).as(sql).isEqualTo(new Broken(0, 1, Fault.BEFORE));
    }
    unchained(old, "c");
    assertThat(verify()).isEqualTo(new Broken(0, 1, Fault.BEFORE));
  }

  @Test
  void an_entry_slipped_in_as_if_it_were_older_than_the_chain_is_found() throws SQLException {
    unchained(workspace, "x");
    assertThat(verify()).isEqualTo(new Broken(0, 1, Fault.BEFORE));
  }

  @Test
  void a_person_can_be_forgotten_without_breaking_the_chain() {
    assertThat(audit.forget(workspace, ANA)).isEqualTo(WRITTEN);
    assertThat(audit.forget(workspace, ANA)).isZero();
    assertThat(verify()).isInstanceOf(Intact.class);
    assertThat(
            audit
                .list(
                    workspace,
                    AuditFilter.all(Period.parse(null, null, java.time.ZoneOffset.UTC)),
                    Paging.first())
                .data())
        .hasSize(WRITTEN)
        .allSatisfy(
            entry -> {
              assertThat(entry.actor().name()).isNull();
              assertThat(entry.actor().id()).isEqualTo(ANA.toString());
            });
  }

  @Test
  void the_service_itself_may_neither_change_nor_delete_an_entry() {
    for (String sql :
        List.of(
            "update platform.audit_entry set detail = '{}' where workspace_id = :ws",
            "update platform.audit_entry set seq = 100 where workspace_id = :ws and seq = 9",
            "update platform.audit_entry set actor_name = 'Bruno' where workspace_id = :ws",
            "delete from platform.audit_entry where workspace_id = :ws",
            "insert into platform.audit_entry (workspace_id, id, at, actor_type, action) values (:ws, gen_random_uuid(), now(), 'user', 'x.y')",
            "delete from platform.audit_head where workspace_id = :ws")) {
      assertThatThrownBy(
              () -> tx.run(workspace, () -> jdbc.sql(sql).param("ws", workspace.value()).update()))
          .as(sql)
          .isInstanceOf(DataAccessException.class);
    }
    assertThat(verify()).isInstanceOf(Intact.class);
  }

  @Test
  void what_is_hashed_can_be_read_in_one_way_only() {
    var seen = new HashMap<String, String>();
    for (String[] pair : new String[][] {{"a", "bc"}, {"ab", "c"}, {"abc", ""}, {"", "abc"}}) {
      var line =
          new AuditLine(
              new UUID(0, 1),
              java.time.Instant.EPOCH,
              new AuditLine.Origin("page", null),
              new Actor("user", null, null),
              pair[0],
              pair[1],
              "{}");
      byte[] bytes = AuditEncoding.entry(workspace, 1, line, new byte[32], new byte[32]);
      assertThat(seen.put(java.util.HexFormat.of().formatHex(bytes), pair[0])).isNull();
    }
    assertThat(Checkpoint.parse(" " + head() + " ")).contains(head());
    assertThat(Checkpoint.parse("12:zz")).isEmpty();
  }

  /** An entry as older versions wrote it. */
  private void unchained(WorkspaceId ws, String subject) throws SQLException {
    asSuperuser(
        """
        insert into platform.audit_entry (workspace_id, id, at, actor_type, actor_id, actor_name, action, subject)
        values ('%s', gen_random_uuid(), now() - interval '1 day', 'user', '%s', 'Ana', 'thing.changed', '%s')"""
            .formatted(ws, ANA, subject));
  }

  /** E are the entries of the workspace, H its head; row-level security and triggers are off. */
  private void asSuperuser(String sql) throws SQLException {
    try (Connection connection = ThrowAwayDatabase.superuser(settings);
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set session_replication_role = replica");
      for (String one : sql.split(";")) {
        statement.execute(one.strip().isEmpty() ? "select" : onlyHere(one.strip()));
      }
      connection.commit();
    }
  }

  private String onlyHere(String sql) {
    String mine = "workspace_id = '" + workspace + "'";
    String named =
        sql.replaceAll("\\bfrom E where\\b", "from platform.audit_entry where " + mine + " and")
            .replaceAll("\\bfrom H\\b", "from platform.audit_head where " + mine);
    if (named.startsWith("update E")) {
      return named
          .replace("update E", "update platform.audit_entry")
          .replaceFirst(" where ", " where " + mine + " and ");
    }
    if (named.startsWith("insert into E ")) {
      return named.replace("insert into E ", "insert into platform.audit_entry ");
    }
    if (named.startsWith("update H")) {
      named = named.replace("update H", "update platform.audit_head");
      return named.contains(" from public.") ? named : named + " where " + mine;
    }
    return named;
  }
}
