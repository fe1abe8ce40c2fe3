package popeki.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.HttpAnswer;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.conversations.WhatsAppBody;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault.Place;
import popeki.platform.Vault.SealBroken;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/** Keys are replaced while people work, and nobody notices. */
@PopekiTest
class KeyRotationTest {
  /**
   * Sealed by something else than the workspace's own key, so a rotation leaves them: by a
   * contact's key, by a key of its day, by the installation. The wrapped keysets are the master
   * key's.
   */
  private static final Set<String> OF_OTHER_KEYS =
      Set.of(
          "attribution.touch.headline_sealed",
          "conversations.contact.name_sealed",
          "conversations.contact_alias.value_sealed",
          "conversations.contact.phone_sealed",
          "conversations.contact.user_id_sealed",
          "conversations.contact.wa_id_sealed",
          "conversations.message.referral_sealed",
          "conversations.message.text_sealed",
          "conversations.note.text_sealed",
          "conversations.webhook_inbox.body_sealed",
          "accounts.account.email_sealed",
          "accounts.account.name_sealed",
          "accounts.mail_token.sealed",
          "accounts.second_factor.secret_sealed",
          "workspaces.sign_up.draft_sealed");

  @Autowired Vault vault;
  @Autowired MasterKey master;
  @Autowired JdbcClient jdbc;
  @Autowired KeyRotation rotation;
  @Autowired MasterRotation masterRotation;
  @Autowired KeyCheckup checkup;
  @Autowired Settings settings;
  @Autowired Workspaces workspaces;
  @Autowired WorkspaceTx tx;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  @Test
  void two_nodes_that_hear_nothing_read_and_find_what_the_other_writes_at_every_step() {
    WorkspaceId workspace = workspace();
    Vault one = Nodes.deaf(master, jdbc);
    Vault two = Nodes.deaf(master, jdbc);
    var waits = new AtomicInteger();
    agree(workspace, one, two);

    Nodes.rotate(
        rotation,
        workspace,
        () -> {
          waits.incrementAndGet();
          agree(workspace, one, two);
          Nodes.expire(one);
          agree(workspace, one, two);
          Nodes.expire(two);
          agree(workspace, one, two);
        });

    assertThat(waits).hasValue(3);
    agree(workspace, one, two);
    assertThat(indexes(one, workspace, "x")).hasSize(2);
  }

  /** Whatever one node writes, the other opens and finds; they take the same locks. */
  private static void agree(WorkspaceId workspace, Vault... nodes) {
    var place = new Place("t", "c", UUID.randomUUID());
    for (Vault writer : nodes) {
      byte[] sealed = writer.seal(workspace, place, "word".getBytes(UTF_8));
      byte[] key = writer.newDataKey(workspace, place.row());
      byte[] name = writer.sealText(workspace, place.row(), key, place, "Ana");
      byte[] index = writer.blindIndex(workspace, "phone", "5511987654321");
      for (Vault reader : nodes) {
        assertThat(reader.open(workspace, place, sealed)).isEqualTo("word".getBytes(UTF_8));
        assertThat(reader.openText(workspace, place.row(), key, place, name)).isEqualTo("Ana");
        assertThat(indexes(reader, workspace, "5511987654321")).contains(hex(index));
        assertThat(reader.lockKey(workspace, "phone", "1"))
            .isEqualTo(writer.lockKey(workspace, "phone", "1"));
      }
    }
  }

  private static List<String> indexes(Vault vault, WorkspaceId workspace, String phone) {
    return Arrays.stream(vault.blindIndexes(workspace, "phone", phone))
        .map(KeyRotationTest::hex)
        .toList();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void what_must_never_change_does_not() {
    WorkspaceId workspace = workspace();
    byte[] event = vault.stableId(workspace, "an outcome");
    byte[] mac = vault.auditMac(workspace, "an entry".getBytes(UTF_8));
    byte[] input = vault.fingerprint(workspace, "lead-input", "words");
    byte[] index = vault.blindIndex(workspace, "phone", "1");

    rotate(workspace);
    rotate(workspace);

    assertThat(vault.stableId(workspace, "an outcome")).isEqualTo(event);
    assertThat(vault.auditMac(workspace, "an entry".getBytes(UTF_8))).isEqualTo(mac);
    assertThat(vault.fingerprint(workspace, "lead-input", "words")).isEqualTo(input);
    assertThat(vault.blindIndex(workspace, "phone", "1")).isNotEqualTo(index);
    assertThat(indexes(vault, workspace, "1")).hasSize(3).contains(hex(index));
  }

  @Test
  void stopped_in_any_wait_it_goes_on_at_the_next_run_and_ends_once() {
    for (int stop = 1; stop <= 3; stop++) {
      WorkspaceId workspace = workspace();
      var place = new Place("t", "c", UUID.randomUUID());
      byte[] sealed = vault.seal(workspace, place, new byte[] {1});
      var waits = new AtomicInteger();
      int last = stop;
      assertThatThrownBy(
              () ->
                  Nodes.rotate(
                      rotation,
                      workspace,
                      () -> {
                        vault.forgetAll();
                        if (waits.incrementAndGet() == last) {
                          throw new Killed();
                        }
                      }))
          .isInstanceOf(Killed.class);
      assertThat(checkup.findings())
          .anySatisfy(
              finding -> assertThat(finding.text()).contains("unfinished").contains("goes on"));
      assertThat(vault.open(workspace, place, sealed)).isEqualTo(new byte[] {1});

      rotate(workspace);

      assertThat(checkup.findings()).noneMatch(finding -> finding.text().contains("unfinished"));
      assertThat(audited(workspace)).containsExactlyInAnyOrder("content", "index");
      assertThat(indexes(vault, workspace, "1")).hasSize(2);
    }
  }

  @Test
  void after_it_everything_opens_by_the_new_key_alone_and_the_old_one_is_disabled() {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Aurora");
    story.api(
        "PUT",
        "/destinations/meta",
        Map.of(
            "dataset_id",
            "120210000004711",
            "access_token",
            "EAAtoken0123456789abcdef",
            "enabled",
            true));
    story.arrives(story.message().from("5511987650001", "Ana Ribeiro").says("Qual o valor?"));
    story.settle();
    story.outcome(story.conversations().get(0).at("/id").asString(), "won", "350.00");
    WorkspaceId workspace = story.workspace().workspaceId();
    byte[] before = dataKey(workspace);
    var place = new Place("nobody", "declares_this", UUID.randomUUID());
    byte[] forgotten = vault.seal(workspace, place, new byte[] {1});

    KeyRotation.Done done = rotate(workspace);

    assertThat(done.unreadable()).isZero();
    // Data key, destination, classification, delivery, answers kept for repeats.
    assertThat(done.moved()).isGreaterThanOrEqualTo(4);
    assertThat(dataKey(workspace)).isNotEqualTo(before);
    assertThatThrownBy(() -> vault.open(workspace, place, forgotten))
        .as("the old key opens nothing any more")
        .isInstanceOf(SealBroken.class);
    JsonNode conversation = story.conversations().get(0);
    assertThat(story.get("/conversations/" + conversation.at("/id").asString()).toString())
        .contains("Ana Ribeiro")
        .contains("Qual o valor?");
    assertThat(story.get("/destinations/meta").at("/datasets/0/dataset_id").asString())
        .isEqualTo("120210000004711");
    assertThat(rotate(workspace).unreadable()).isZero();
  }

  @Test
  void the_search_finds_by_name_and_by_the_end_of_the_number_and_nobody_is_made_twice() {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Boa Vista");
    story.arrives(story.message().from("5511987654377", "Bruno Tavares").says("Oi"));
    WorkspaceId workspace = story.workspace().workspaceId();
    long rows = indexRows(workspace);

    Nodes.rotate(
        rotation,
        workspace,
        () -> {
          vault.forgetAll();
          found(story);
        });

    found(story);
    story.arrives(story.message().from("5511987654377", "Bruno Tavares").says("Ainda tem?"));
    assertThat(story.get("/contacts").at("/data")).hasSize(1);
    assertThat(story.conversations()).hasSize(1);
    assertThat(indexRows(workspace)).isEqualTo(rows);
  }

  private static void found(Story story) {
    assertThat(story.get("/contacts?q=tavares%20bruno").at("/data")).hasSize(1);
    assertThat(story.get("/contacts?q=4377").at("/data")).hasSize(1);
    assertThat(story.get("/contacts?q=tavares%20ana").at("/data")).isEmpty();
  }

  @Test
  void messages_links_and_pages_go_on_without_an_error_while_every_key_is_replaced()
      throws Exception {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Carmo");
    story.arrives(story.message().from("5511987659900", "Old Friend").says("before"));
    var going = new AtomicBoolean(true);
    var errors = new ConcurrentLinkedQueue<String>();
    var sent = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    // Two doors hear of the same newcomers at the same time.
    for (int door = 0; door < 2; door++) {
      threads.add(
          loop(
              going,
              errors,
              n -> {
                WhatsAppBody body =
                    story
                        .message()
                        .from("55119876%05d".formatted(n), "New " + n)
                        .says("hello " + n);
                require(story.door().post(body.json()) == 200, "webhook");
                sent.incrementAndGet();
              }));
    }
    threads.add(loop(going, errors, _ -> lanes.drainAll()));
    threads.add(
        loop(
            going,
            errors,
            _ -> {
              for (JsonNode row : story.conversations()) {
                String name = row.at("/contact/name").asString();
                require(name.startsWith("New ") || name.equals("Old Friend"), "name " + name);
              }
              require(
                  story.get("/contacts?q=9900").at("/data").size() == 1, "search by the number");
            }));
    threads.add(
        loop(
            going,
            errors,
            n -> {
              story.link("Link " + n, "instagram", "Load");
              HttpAnswer number =
                  story.api(
                      "POST",
                      "/numbers",
                      Map.of(
                          "phone_number_id",
                          "77" + (story.hashCode() & 0xffffff) + n % 5,
                          "waba_id",
                          "102030405060708",
                          "display_phone_number",
                          "+55 11 4000-0001",
                          "access_token",
                          "token " + n));
              require(number.status() < 300, "number " + number.status());
            }));

    WorkspaceId workspace = story.workspace().workspaceId();
    // Every node has heard the notice long before the third of a second is over.
    KeyRotation.Pause short_ = Nodes.waiting(Duration.ofMillis(300), KeyRotationTest::pass);
    rotation.at(short_).rotate(List.of(workspace), false, _ -> {});
    rotation.at(short_).rotate(List.of(workspace, Vault.INSTALLATION), true, _ -> {});
    MasterRotation.Done done = masterRotation.at(short_).rotate(_ -> {});
    going.set(false);
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(20));
    }
    lanes.drainAll();

    assertThat(errors).isEmpty();
    assertThat(done.oldKey()).isIn("dropped", "needed");
    assertThat(sent.get()).isGreaterThan(4);
    JsonNode contacts = story.get("/contacts?limit=200").at("/data");
    var names = new TreeSet<String>();
    contacts.forEach(contact -> names.add(contact.at("/name").asString()));
    assertThat(names).as("nobody twice").hasSameSizeAs(contacts).contains("Old Friend", "New 0");
    assertThat(story.get("/contacts?q=9900").at("/data")).hasSize(1);
    assertThat(audited(workspace)).contains("content", "index", "master");
  }

  @Test
  void every_sealed_column_is_known_to_the_rotation_or_belongs_to_another_key() throws Exception {
    var there = new TreeSet<String>();
    try (Connection connection = ThrowAwayDatabase.superuser(settings);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select n.nspname || '.' || c.relname || '.' || a.attname
                from pg_attribute a join pg_class c on c.oid = a.attrelid
                join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p') and not c.relispartition and not a.attisdropped
                  and a.atttypid = 'bytea'::regtype
                  and (a.attname ~ 'sealed$' or a.attname in ('data_key', 'body'))""")) {
      while (rows.next()) {
        there.add(rows.getString(1));
      }
    }
    var known = new TreeSet<>(OF_OTHER_KEYS);
    rotation.columns().forEach(column -> known.add(column.table() + "." + column.column()));

    assertThat(there)
        .as("a new sealed column is named by a SealedColumns of its module, or above")
        .isEqualTo(known);
  }

  @Test
  void what_a_column_holds_opens_in_no_other_row_column_table_or_workspace() {
    WorkspaceId ours = workspace();
    WorkspaceId theirs = workspace();
    for (String name : everySealedColumn()) {
      int dot = name.lastIndexOf('.');
      var place = new Place(name.substring(0, dot), name.substring(dot + 1), UUID.randomUUID());
      byte[] key = vault.newDataKey(ours, place.row());
      byte[] sealed = vault.seal(ours, place, name.getBytes(UTF_8));
      byte[] text = vault.sealText(ours, place.row(), key, place, name);
      for (Place other :
          List.of(
              new Place(place.table(), place.column(), UUID.randomUUID()),
              new Place(place.table(), place.column() + "2", place.row()),
              new Place(place.table() + "2", place.column(), place.row()))) {
        broken(() -> vault.open(ours, other, sealed));
        broken(() -> vault.openText(ours, place.row(), key, other, text));
      }
      broken(() -> vault.open(theirs, place, sealed));
      broken(() -> vault.openText(theirs, place.row(), key, place, text));
      for (int i = 0; i < sealed.length; i++) {
        byte[] changed = sealed.clone();
        changed[i] ^= 0x10;
        broken(() -> vault.open(ours, place, changed));
      }
    }
  }

  /** Real rows: a token that is copied over another's opens nowhere. */
  @Test
  void a_value_that_is_copied_to_another_row_of_its_column_is_not_resealed_but_told() {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa Dias");
    for (int i = 0; i < 2; i++) {
      story.api(
          "POST",
          "/numbers",
          Map.of(
              "phone_number_id",
              "88" + (story.hashCode() & 0xffffff) + i,
              "waba_id",
              "102030405060708",
              "display_phone_number",
              "+55 11 4000-0002",
              "access_token",
              "token " + i));
    }
    WorkspaceId workspace = story.workspace().workspaceId();
    tx.run(
        workspace,
        () ->
            jdbc.sql(
                    """
                update workspaces.number n set token_sealed = (
                  select max(token_sealed) from workspaces.number where workspace_id = :ws)
                where workspace_id = :ws and token_sealed is not null""")
                .param("ws", workspace.value())
                .update());
    var place = new Place("t", "c", UUID.randomUUID());
    byte[] sealed = vault.seal(workspace, place, new byte[] {1});

    KeyRotation.Done done = rotate(workspace);

    assertThat(done.unreadable()).isPositive();
    assertThat(vault.open(workspace, place, sealed)).as("the old key stays").hasSize(1);
  }

  private List<String> everySealedColumn() {
    var all = new ArrayList<>(OF_OTHER_KEYS);
    rotation.columns().forEach(column -> all.add(column.table() + "." + column.column()));
    return all;
  }

  private static void broken(org.assertj.core.api.ThrowableAssert.ThrowingCallable opening) {
    assertThatThrownBy(opening).isInstanceOf(SealBroken.class);
  }

  private KeyRotation.Done rotate(WorkspaceId workspace) {
    return Nodes.rotate(rotation, workspace, vault::forgetAll);
  }

  private WorkspaceId workspace() {
    return Story.quiet(port, workspaces, lanes, clock, "Casa Elias").workspace().workspaceId();
  }

  private byte[] dataKey(WorkspaceId workspace) {
    return tx.in(
        workspace,
        () ->
            jdbc.sql("select data_key from conversations.contact where workspace_id = :ws")
                .param("ws", workspace.value())
                .query(byte[].class)
                .single());
  }

  private long indexRows(WorkspaceId workspace) {
    return tx.in(
        workspace,
        () ->
            jdbc.sql(
                    """
                select (select count(*) from conversations.contact_alias where workspace_id = :ws)
                  + (select count(*) from conversations.contact_word where workspace_id = :ws)""")
                .param("ws", workspace.value())
                .query(Long.class)
                .single());
  }

  private List<String> audited(WorkspaceId workspace) {
    return tx.in(
        workspace,
        () ->
            jdbc.sql(
                    """
                select subject from platform.audit_entry
                where workspace_id = :ws and action = 'keys.rotated' and actor_type = 'system'""")
                .param("ws", workspace.value())
                .query((row, index) -> row.getString(1))
                .list());
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private interface Work {
    void go(int n);
  }

  private static Thread loop(AtomicBoolean going, ConcurrentLinkedQueue<String> errors, Work work) {
    return Thread.ofPlatform()
        .start(
            () -> {
              for (int n = 0; going.get(); n++) {
                try {
                  work.go(n);
                } catch (RuntimeException | AssertionError e) {
                  errors.add(String.valueOf(e));
                }
                pass(Duration.ofMillis(60));
              }
            });
  }

  private static void require(boolean so, String what) {
    if (!so) {
      throw new AssertionError(what);
    }
  }

  /** The product's own wait, shortened. */
  private static void pass(Duration time) {
    java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos());
  }
}
