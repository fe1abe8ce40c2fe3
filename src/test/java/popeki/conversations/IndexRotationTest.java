package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.kernel.ContactId;
import popeki.kernel.WorkspaceId;
import popeki.platform.KeyRotation;
import popeki.platform.Lanes;
import popeki.platform.MasterKey;
import popeki.platform.Nodes;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;
import popeki.privacy.Alias;
import popeki.privacy.Suppressions;
import popeki.workspaces.Workspaces;

/** People stay one person, and a no stays a no, while the index key is replaced. */
@PopekiTest
class IndexRotationTest {
  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");

  @Autowired Vault vault;
  @Autowired MasterKey master;
  @Autowired JdbcClient jdbc;
  @Autowired KeyRotation rotation;
  @Autowired Suppressions suppressions;
  @Autowired ContactLog contactLog;
  @Autowired ContactMerge merge;
  @Autowired ContactAliases ids;
  @Autowired ContactWishes wishes;
  @Autowired WorkspaceTx tx;
  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @LocalServerPort int port;

  @Test
  void a_newcomer_whom_two_nodes_meet_at_once_under_different_keys_is_one_contact() {
    WorkspaceId workspace = workspace();
    Vault slow = Nodes.deaf(master, jdbc);
    Vault quick = Nodes.deaf(master, jdbc);
    var phones = new ConcurrentSkipListSet<String>();

    meet(workspace, "550000", phones, slow, quick);
    Nodes.rotate(
        rotation,
        workspace,
        () -> {
          String round = "55000" + (1 + phones.size());
          meet(workspace, round + "1", phones, slow, quick);
          Nodes.expire(quick);
          meet(workspace, round + "2", phones, slow, quick);
          Nodes.expire(slow);
          meet(workspace, round + "3", phones, slow, quick);
        });
    meet(workspace, "5500009", phones, slow, quick);

    Long contacts =
        tx.in(
            workspace,
            () ->
                jdbc.sql("select count(*) from conversations.contact where workspace_id = :ws")
                    .param("ws", workspace.value())
                    .query(Long.class)
                    .single());
    assertThat(contacts).isEqualTo(phones.size());
  }

  /** Both at the same moment, then each again: everybody says the same contact. */
  private void meet(WorkspaceId workspace, String end, Set<String> phones, Vault... nodes) {
    String phone = ("5511987650000" + end).replaceFirst("^(.{13}).*$", "$1");
    phone = phone.substring(0, 6) + String.format("%07d", Long.parseLong(end) % 10_000_000);
    phones.add(phone);
    var found = new ArrayList<ContactId>();
    var barrier = new CyclicBarrier(nodes.length);
    try (var threads = Executors.newFixedThreadPool(nodes.length)) {
      var works = new ArrayList<Callable<ContactId>>();
      for (Vault node : nodes) {
        String digits = phone;
        works.add(
            () -> {
              barrier.await();
              return resolve(workspace, node, digits);
            });
      }
      for (Future<ContactId> answer : threads.invokeAll(works)) {
        found.add(answer.get());
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    for (Vault node : nodes) {
      found.add(resolve(workspace, node, phone));
    }
    assertThat(Set.copyOf(found)).hasSize(1);
  }

  private ContactId resolve(WorkspaceId workspace, Vault node, String phone) {
    var sender = new Sender(phone, null, null, "Nina", null);
    List<Alias> aliases = ContactDirectory.aliases(sender);
    var directory =
        new ContactDirectory(
            jdbc, node, new ContactRepository(jdbc, node), contactLog, merge, ids, wishes);
    return tx.in(
        workspace,
        () -> {
          directory.lock(workspace, aliases);
          return directory.resolve(workspace, sender, aliases, AT, false);
        });
  }

  @Test
  void who_opted_out_before_stays_out_after_also_when_nothing_but_the_hash_is_left() {
    WorkspaceId workspace = workspace();
    List<Alias> nobody = List.of(new Alias(Alias.Type.PHONE, "5511987651234"));
    suppressions.optOut(workspace, nobody, AT, "test");

    rotate(workspace);
    rotate(workspace);

    assertThat(suppressions.suppressed(workspace, nobody)).isTrue();
    assertThat(
            suppressions.suppressed(
                workspace, List.of(new Alias(Alias.Type.PHONE, "5511987651235"))))
        .isFalse();
    var further = new Alias(Alias.Type.USER_ID, "BR.1");
    suppressions.extend(workspace, nobody.getFirst(), further);
    assertThat(suppressions.suppressed(workspace, List.of(further))).isTrue();
    suppressions.optIn(workspace, nobody);
    assertThat(suppressions.suppressed(workspace, nobody)).isFalse();
  }

  @Test
  void an_alias_whose_plain_text_is_gone_is_still_found() {
    WorkspaceId workspace = workspace();
    var sender = new Sender("5511987659999", "BR.77", "PARENT.77", "Olga", null);
    List<Alias> aliases = ContactDirectory.aliases(sender);
    var directory =
        new ContactDirectory(
            jdbc, vault, new ContactRepository(jdbc, vault), contactLog, merge, ids, wishes);
    ContactId olga =
        tx.in(workspace, () -> directory.resolve(workspace, sender, aliases, AT, false));

    rotate(workspace);

    for (Alias alias : aliases) {
      assertThat(tx.in(workspace, () -> directory.find(workspace, List.of(alias), AT)))
          .contains(olga);
    }
  }

  private void rotate(WorkspaceId workspace) {
    Nodes.rotate(rotation, workspace, () -> Nodes.expire(vault));
  }

  private WorkspaceId workspace() {
    return Story.quiet(port, workspaces, lanes, clock, "Casa Flora").workspace().workspaceId();
  }
}
