package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;
import static popeki.links.TestLinks.NOON;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import popeki.kernel.WorkspaceId;
import popeki.links.TestLinks.Made;

class ClickSpoolTest {
  private static final long ROOMY = 1L << 20;

  private final Made made = new Made(new WorkspaceId(UUID.randomUUID()), TestLinks.aLink());
  private final Aead key = key();
  @TempDir Path folder;

  @Test
  void gives_back_every_click_as_it_was() {
    var clicks = clicks(5);
    try (var spool = new ClickSpool(folder, key, ROOMY)) {
      assertThat(spool.append(clicks.subList(0, 2))).isTrue();
      assertThat(spool.append(clicks.subList(2, 5))).isTrue();

      var content = read(spool);

      assertThat(content.clicks()).isEqualTo(clicks);
      assertThat(content.torn()).isFalse();
      assertThat(content.unreadable()).isZero();
    }
  }

  @Test
  void finds_what_an_earlier_process_left() {
    try (var before = new ClickSpool(folder, key, ROOMY)) {
      before.append(clicks(3));
    }
    try (var spool = new ClickSpool(folder, key, ROOMY)) {
      assertThat(spool.bytes()).isPositive();
      Path file = spool.waiting().getFirst();
      assertThat(spool.read(file).orElseThrow().clicks()).hasSize(3);
      spool.delete(file);
      assertThat(spool.bytes()).isZero();
      assertThat(spool.waiting()).isEmpty();
    }
  }

  @Test
  void shows_nothing_of_a_visitor_on_the_disk() throws IOException {
    try (var spool = new ClickSpool(folder, key, ROOMY)) {
      spool.append(List.of(TestLinks.click(made, NOON, "203.0.113.99")));
      String raw =
          new String(Files.readAllBytes(spool.waiting().getFirst()), StandardCharsets.ISO_8859_1);

      assertThat(raw).doesNotContain("203.0.113.99").doesNotContain("A phone");
    }
  }

  @Test
  void reads_up_to_an_end_that_a_crash_cut_off_anywhere() throws IOException {
    Path whole;
    try (var spool = new ClickSpool(folder.resolve("whole"), key, ROOMY)) {
      spool.append(clicks(3));
      whole = spool.waiting().getFirst();
    }
    byte[] bytes = Files.readAllBytes(whole);
    int record = bytes.length / 3;
    for (int cut : new int[] {1, 3, record / 2, record - 1}) {
      Path torn = folder.resolve("torn-" + cut);
      Files.createDirectories(torn);
      Files.write(torn.resolve("x.clicks"), java.util.Arrays.copyOf(bytes, bytes.length - cut));
      try (var spool = new ClickSpool(torn, key, ROOMY)) {
        var content = read(spool);
        assertThat(content.clicks()).hasSize(2);
        assertThat(content.torn()).isTrue();
      }
    }
  }

  @Test
  void skips_a_record_that_was_changed_and_says_so() throws IOException {
    try (var spool = new ClickSpool(folder, key, ROOMY)) {
      spool.append(clicks(3));
      Path file = spool.waiting().getFirst();
      byte[] bytes = Files.readAllBytes(file);
      bytes[40] ^= 1;
      Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);

      var content = read(spool);

      assertThat(content.clicks()).hasSize(2);
      assertThat(content.unreadable()).isEqualTo(1);
    }
  }

  @Test
  void keeps_what_another_master_key_sealed_for_a_person_to_look_at() {
    try (var before = new ClickSpool(folder, key(), ROOMY)) {
      before.append(clicks(2));
    }
    try (var spool = new ClickSpool(folder, key, ROOMY)) {
      assertThat(read(spool).unreadable()).isEqualTo(2);
      Path kept = spool.keep(spool.waiting().getFirst());
      assertThat(kept).exists();
      assertThat(spool.waiting()).isEmpty();
    }
  }

  @Test
  void refuses_when_it_is_full_and_takes_again_when_there_is_room() {
    try (var spool = new ClickSpool(folder, key, 3_000)) {
      int taken = 0;
      while (taken < 100 && spool.append(clicks(1))) {
        taken++;
      }
      assertThat(taken).isBetween(1, 20);
      assertThat(spool.bytes()).isLessThanOrEqualTo(3_000);
      spool.delete(spool.waiting().getFirst());
      assertThat(spool.append(clicks(1))).isTrue();
    }
  }

  @Test
  void leaves_a_file_alone_that_is_still_written() {
    try (var spool = new ClickSpool(folder, key, ROOMY);
        var other = new ClickSpool(folder, key, ROOMY)) {
      spool.append(clicks(1));

      assertThat(other.read(other.waiting().getFirst())).isEmpty();
    }
  }

  private static ClickSpool.Content read(ClickSpool spool) {
    return spool.read(spool.waiting().getFirst()).orElseThrow();
  }

  private List<Click> clicks(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TestLinks.click(made, NOON.plusMillis(i)))
        .toList();
  }

  private static Aead key() {
    try {
      AeadConfig.register();
      return KeysetHandle.generateNew(
              PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())
          .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
