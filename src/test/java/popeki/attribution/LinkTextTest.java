package popeki.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import popeki.kernel.FoldedWords;

class LinkTextTest {
  private static Likeness like(String text, String said) {
    return LinkText.of(UUID.randomUUID(), text).likeness(FoldedWords.of(said).folded());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Olá! Vi o anúncio azul | ola vi o ANUNCIO azul.. | SAME",
        "Olá! Vi o anúncio azul | Vi o anúncio azul | NEAR",
        "Olá! Vi o anúncio azul | Olá! Vi o anúncio azul e queria marcar hoje à tarde com a doutora | NEAR",
        "Olá! Vi o anúncio azul | Tem horário amanhã? | OTHER",
        "Hi, I saw {ad} on {source} | Hi I saw the blue tower on Instagram | SAME",
        "Hi, I saw {ad} | Hi, I saw | SAME",
        "नमस्ते, मुझे फ्लैट देखना है | नमस्ते मुझे फ्लैट देखना है! | SAME",
      })
  void words_are_compared_as_people_would(String text, String said, Likeness expected) {
    assertThat(like(text, said)).isEqualTo(expected);
  }

  @Test
  void many_placeholders_beside_each_other_take_no_time() {
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        java.time.Duration.ofSeconds(5),
        () -> like("{ad}".repeat(40) + " preço", "um dois três ".repeat(40)));
  }

  @Test
  void nothing_written_is_like_nothing() {
    assertThat(like("Olá! Vi o anúncio azul", "")).isEqualTo(Likeness.OTHER);
    assertThat(like("!!!", "!!!")).isEqualTo(Likeness.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Oi",
        "Olá, bom dia",
        "Oi, quero saber o preço",
        "Hello, I want more information",
        "Promo",
        "Hola, quiero información"
      })
  void what_everybody_writes_is_not_distinctive(String text) {
    assertThat(LinkText.of(UUID.randomUUID(), text).isDistinctive()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Olá! Vi o anúncio da promoção",
        "Hello, I saw your ad",
        "Quero a consulta do anúncio azul",
        "मुझे फ्लैट देखना है"
      })
  void a_text_of_its_own_is_distinctive(String text) {
    assertThat(LinkText.of(UUID.randomUUID(), text).isDistinctive()).isTrue();
  }
}
