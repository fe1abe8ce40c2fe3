package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.kernel.WorkspaceId;
import popeki.platform.Vault.Place;
import popeki.platform.Vault.SealBroken;

@PopekiTest
class VaultTest {
  private static final byte[] WORDS =
      "Quero agendar uma avaliação".getBytes(StandardCharsets.UTF_8);

  @Autowired Vault vault;
  @Autowired JdbcClient jdbc;

  @Test
  void what_was_sealed_opens_at_its_place_and_looks_different_each_time() {
    WorkspaceId workspace = workspace();
    Place place = place("messages", "text");

    byte[] sealed = vault.seal(workspace, place, WORDS);

    assertThat(vault.open(workspace, place, sealed)).isEqualTo(WORDS);
    assertThat(sealed).isNotEqualTo(vault.seal(workspace, place, WORDS));
  }

  @Test
  void a_ciphertext_that_is_moved_does_not_open() {
    WorkspaceId workspace = workspace();
    WorkspaceId other = workspace();
    Place place = place("messages", "text");
    byte[] sealed = vault.seal(workspace, place, WORDS);

    assertBroken(workspace, new Place("messages", "text", UUID.randomUUID()), sealed);
    assertBroken(workspace, new Place("messages", "caption", place.row()), sealed);
    assertBroken(workspace, new Place("contacts", "text", place.row()), sealed);
    assertBroken(other, place, sealed);
  }

  @Test
  void a_changed_byte_does_not_open() {
    WorkspaceId workspace = workspace();
    Place place = place("messages", "text");
    byte[] sealed = vault.seal(workspace, place, WORDS);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertBroken(workspace, place, changed);
    }
  }

  @Test
  void a_contacts_key_opens_nothing_of_another_contact() {
    WorkspaceId workspace = workspace();
    UUID ana = UUID.randomUUID();
    UUID bruno = UUID.randomUUID();
    byte[] key = vault.newDataKey(workspace, ana);
    byte[] brunos = vault.newDataKey(workspace, bruno);
    Place place = place("contacts", "name");
    byte[] sealed = vault.sealText(workspace, ana, key, place, "Ana");

    assertThat(vault.openText(workspace, ana, key, place, sealed)).isEqualTo("Ana");
    assertThatThrownBy(() -> vault.openText(workspace, bruno, brunos, place, sealed))
        .isInstanceOf(SealBroken.class);
    assertThat(vault.openText(workspace, ana, key, place, null)).isNull();
  }

  @Test
  void a_wrapped_key_does_not_open_for_another_contact() {
    WorkspaceId workspace = workspace();
    UUID ana = UUID.randomUUID();
    byte[] key = vault.newDataKey(workspace, ana);

    assertThatThrownBy(
            () ->
                vault.sealText(
                    workspace, UUID.randomUUID(), key, place("contacts", "name"), "Bruno"))
        .isInstanceOf(SealBroken.class);
  }

  @Test
  void the_blind_index_is_stable_and_differs_by_workspace_and_type() {
    WorkspaceId workspace = workspace();
    byte[] phone = vault.blindIndex(workspace, "phone", "5511987654321");

    assertThat(phone).hasSize(32).isEqualTo(vault.blindIndex(workspace, "phone", "5511987654321"));
    assertThat(phone).isNotEqualTo(vault.blindIndex(workspace, "wa_id", "5511987654321"));
    assertThat(phone).isNotEqualTo(vault.blindIndex(workspace(), "phone", "5511987654321"));
  }

  @Test
  void lost_keys_are_told_and_never_made_again() {
    var workspace = new WorkspaceId(UUID.randomUUID());

    assertThatThrownBy(() -> vault.seal(workspace, place("messages", "text"), WORDS))
        .isInstanceOf(SealBroken.class)
        .hasMessageContaining(workspace.toString());
    assertThat(keysets(workspace)).isZero();
  }

  @Test
  void creating_twice_keeps_the_first_keys() {
    WorkspaceId workspace = workspace();
    Place place = place("messages", "text");
    byte[] sealed = vault.seal(workspace, place, WORDS);

    vault.create(workspace);

    assertThat(new Vault(key(), jdbc).open(workspace, place, sealed)).isEqualTo(WORDS);
    assertThat(keysets(workspace)).isEqualTo(2);
  }

  @Test
  void a_day_has_its_own_key() {
    Place place = place("inbox", "body");
    var day = LocalDate.of(2026, 11, 23);
    byte[] sealed = vault.sealOfDay(day, place, WORDS);

    assertThat(vault.openOfDay(day, place, sealed)).isEqualTo(WORDS);
    assertThatThrownBy(() -> vault.openOfDay(day.plusDays(1), place, sealed))
        .isInstanceOf(SealBroken.class);
  }

  @Test
  void a_wrong_master_key_is_refused_with_what_to_do() {
    MasterKey wrong = MasterKey.of(settingsWithKey(new byte[32]));

    assertThatThrownBy(() -> new Vault(wrong, jdbc))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("POPEKI_MASTER_KEY")
        .hasMessageContaining("old key");
  }

  @Test
  void a_broken_key_file_is_refused_and_left_as_it_is(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("master.key");
    Files.writeString(file, Base64.getEncoder().encodeToString(new byte[16]));
    Settings settings = Settings.from(Map.of("POPEKI_DATA", folder.toString()));

    assertThatThrownBy(() -> MasterKey.of(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("master.key")
        .hasMessageContaining("backup");
    assertThat(Files.readString(file)).startsWith("AAAA");
  }

  @Test
  void a_key_file_that_is_no_base64_is_refused_too(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("master.key"), "§ not a key §");
    Settings settings = Settings.from(Map.of("POPEKI_DATA", folder.toString()));

    assertThatThrownBy(() -> MasterKey.of(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("master.key");
  }

  @Test
  void the_generated_key_is_for_its_owners_eyes_and_stays(@TempDir Path folder) throws Exception {
    Settings settings = Settings.from(Map.of("POPEKI_DATA", folder.toString()));

    MasterKey.of(settings);
    String first = Files.readString(folder.resolve("master.key"));
    MasterKey.of(settings);

    assertThat(Files.readString(folder.resolve("master.key"))).isEqualTo(first);
    assertThat(Files.getPosixFilePermissions(folder.resolve("master.key"))).hasSize(2);
  }

  @Autowired MasterKey masterKey;

  private MasterKey key() {
    return masterKey;
  }

  private static Settings settingsWithKey(byte[] key) {
    var variables = new HashMap<String, String>();
    variables.put("POPEKI_MASTER_KEY", Base64.getEncoder().encodeToString(key));
    return Settings.from(variables);
  }

  private WorkspaceId workspace() {
    var workspace = new WorkspaceId(UUID.randomUUID());
    vault.create(workspace);
    return workspace;
  }

  private static Place place(String table, String column) {
    return new Place(table, column, UUID.randomUUID());
  }

  private long keysets(WorkspaceId workspace) {
    return jdbc.sql("select count(*) from platform.workspace_keyset where workspace_id = :ws")
        .param("ws", workspace.value())
        .query(Long.class)
        .single();
  }

  private void assertBroken(WorkspaceId workspace, Place place, byte[] sealed) {
    assertThatThrownBy(() -> vault.open(workspace, place, sealed)).isInstanceOf(SealBroken.class);
  }
}
