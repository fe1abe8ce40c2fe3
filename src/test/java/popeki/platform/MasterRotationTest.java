package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault.Place;

/** The master key is replaced beside the running service, and stopped anywhere it opens all. */
@PopekiTest
class MasterRotationTest {
  private static final byte[] PLACE = {7};

  @Autowired Vault vault;
  @Autowired MasterKey master;
  @Autowired MasterRotation rotation;
  @Autowired KeyCheckup checkup;
  @Autowired JdbcClient jdbc;
  @Autowired Settings settings;

  /** Another process rotates under a ring that this one lacks; what it needs meanwhile it knows. */
  @BeforeEach
  void the_service_has_opened_every_key() {
    vault.forgetAll();
    jdbc.sql("select distinct workspace_id from platform.workspace_keyset")
        .query(UUID.class)
        .list()
        .forEach(workspace -> vault.stableId(new WorkspaceId(workspace), "known"));
  }

  @Test
  void the_new_key_takes_over_and_the_old_one_opens_nothing_any_more() throws Exception {
    var workspace = new WorkspaceId(UUID.randomUUID());
    vault.create(workspace);
    var place = new Place("t", "c", UUID.randomUUID());
    byte[] sealed = vault.seal(workspace, place, new byte[] {1});
    String old = Files.readString(file()).strip();

    MasterRotation.Done done = rotation.at(noWait(() -> {})).rotate(_ -> {});

    assertThat(done.oldKey()).isEqualTo("dropped");
    assertThat(Files.readString(file()).strip()).doesNotContain(old).hasSize(44);
    assertThat(Files.getPosixFilePermissions(file())).hasSize(2);
    assertThat(Nodes.deaf(MasterKey.of(settings), jdbc).open(workspace, place, sealed)).hasSize(1);
    assertThatThrownBy(() -> new Vault(environment(old), jdbc))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("is not the key this database was made with")
        .hasMessageNotContaining("\n");
  }

  @Test
  void killed_before_the_old_key_goes_both_open_and_the_next_run_ends_it() throws Exception {
    var killed = new IllegalStateException("kill -9");
    assertThatThrownBy(
            () ->
                rotation
                    .at(
                        noWait(
                            () -> {
                              throw killed;
                            }))
                    .rotate(_ -> {}))
        .isSameAs(killed);

    assertThat(Files.readAllLines(file())).hasSize(2);
    assertThat(checkup.findings())
        .anySatisfy(finding -> assertThat(finding.text()).contains("older key is still given"));
    // A node that starts in between, and one that knew only the old key until now.
    var workspace = new WorkspaceId(UUID.randomUUID());
    Nodes.deaf(MasterKey.of(settings), jdbc).create(workspace);
    assertThat(vault.stableId(workspace, "x")).hasSize(16);

    assertThat(rotation.at(noWait(() -> {})).rotate(_ -> {}).oldKey()).isEqualTo("dropped");
    assertThat(Files.readAllLines(file())).hasSize(1);
  }

  @Test
  void a_ring_that_lacks_a_key_which_still_wraps_something_stops_the_start() {
    var workspace = new WorkspaceId(UUID.randomUUID());
    vault.create(workspace);
    wrappedBy(workspace, "0ddba115");
    try {
      assertThatThrownBy(() -> Nodes.deaf(master, jdbc))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("0ddba115")
          .hasMessageContaining("NEW,OLD");
    } finally {
      wrappedBy(workspace, master.ids().getFirst());
    }
  }

  @Test
  void with_the_environment_the_operator_gives_the_new_key_and_takes_the_old_one_away()
      throws Exception {
    String old = Files.readString(file()).strip();
    assertThatThrownBy(() -> operators(environment(old)).rotate(_ -> {}))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("POPEKI_MASTER_KEY");

    String fresh = java.util.Base64.getEncoder().encodeToString(new byte[32]);
    MasterKey both = environment(fresh + "," + old);
    assertThat(operators(both).rotate(_ -> {}).oldKey()).isEqualTo("removable");
    assertThat(Nodes.deaf(environment(fresh), jdbc).accountIndex("a@example.com")).hasSize(32);

    // And back to the key in the file, on which the other tests stand.
    assertThat(operators(environment(old + "," + fresh)).rotate(_ -> {}).oldKey())
        .isEqualTo("removable");
    assertThat(Nodes.deaf(environment(old), jdbc).accountIndex("a@example.com")).hasSize(32);
  }

  @Test
  void the_old_key_stays_while_a_click_in_the_spool_may_need_it() throws Exception {
    Path click = settings.data().resolve("spool/refused/of-a-test.clicks");
    Files.createDirectories(click.getParent());
    byte[] sealed = vault.spoolKey().encrypt(new byte[] {1}, PLACE);
    Files.write(click, sealed);
    try {
      assertThat(rotation.at(noWait(() -> {})).rotate(_ -> {}).oldKey()).isEqualTo("needed");
      assertThat(vault.spoolKey().decrypt(sealed, PLACE)).hasSize(1);
    } finally {
      Files.delete(click);
    }
    assertThat(rotation.at(noWait(() -> {})).rotate(_ -> {}).oldKey()).isEqualTo("dropped");
    assertThatThrownBy(() -> vault.spoolKey().decrypt(sealed, PLACE))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void a_process_that_knows_only_the_old_key_learns_the_new_one_at_the_first_failed_opening(
      @TempDir Path folder) throws Exception {
    Settings own = Settings.from(Map.of("POPEKI_DATA", folder.toString()));
    MasterKey service = MasterKey.of(own);
    MasterKey command = MasterKey.of(own);
    byte[] before = service.aead().encrypt(new byte[] {1}, PLACE);

    command.addKey();
    byte[] sealed = command.aead().encrypt(new byte[] {2}, PLACE);

    assertThat(service.aead().decrypt(sealed, PLACE)).containsExactly(2);
    assertThat(command.aead().decrypt(before, PLACE)).containsExactly(1);
    assertThat(service.ids()).isEqualTo(command.ids()).hasSize(2);
    command.dropOldKeys();
    assertThat(MasterKey.of(own).aead().decrypt(sealed, PLACE)).containsExactly(2);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("master.key", "master.key.lock");
    }
  }

  private MasterRotation operators(MasterKey ring) {
    return rotation.with(ring).at(noWait(() -> {}));
  }

  private void wrappedBy(WorkspaceId workspace, String key) {
    jdbc.sql(
            "update platform.workspace_keyset set wrapped_by = :key where workspace_id = :ws and purpose = 'content'")
        .param("key", key)
        .param("ws", workspace.value())
        .update();
  }

  private Path file() {
    return settings.data().resolve("master.key");
  }

  private static MasterKey environment(String keys) {
    return MasterKey.of(Settings.from(Map.of("POPEKI_MASTER_KEY", keys)));
  }

  private static KeyRotation.Pause noWait(Runnable work) {
    return Nodes.waiting(Duration.ofHours(1), _ -> work.run());
  }
}
