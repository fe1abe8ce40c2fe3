package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import popeki.Campaign;
import popeki.QrScanner;
import popeki.platform.QrStyle.Level;
import popeki.platform.QrStyle.Rgb;

class QrCodeTest {
  private static final String SHORT = "https://go.example.com/bio?via=qr";
  private static final String LONG =
      "https://links.the-long-name-of-a-business.example.com/" + "spring-".repeat(9) + "?via=qr";

  private static QrStyle style(String... pairs) {
    QrStyle.Read read = read(pairs);
    assertThat(read.errors()).isEmpty();
    return read.style();
  }

  private static QrStyle.Read read(String... pairs) {
    var given = new java.util.HashMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      given.put(pairs[i], pairs[i + 1]);
    }
    return QrStyle.read(given);
  }

  /** Every level, address, margin and size; all together as a {@link Campaign}. */
  @ParameterizedTest
  @EnumSource(Level.class)
  void another_library_reads_every_level_at_every_size_and_margin(Level level) {
    List<String> urls = List.of(SHORT, LONG);
    List<Integer> margins = List.of(0, 1, 4, 10);
    for (int row = 0; row < urls.size() * margins.size(); row++) {
      String url = urls.get(row % urls.size());
      int margin = margins.get(row / urls.size());
      QrCode code =
          QrCode.of(url, style("level", level.name(), "margin", Integer.toString(margin)));
      List<Integer> sizes = List.of(2 * code.modules(), 300, 599, 600, 1200, 2000);
      for (int i = 0; i < sizes.size(); i++) {
        if (Campaign.meets(List.of(Level.values()).indexOf(level) + row, i, sizes.size())) {
          reads(url, code.png(sizes.get(i)), sizes.get(i), level + ", margin " + margin);
        }
      }
    }
  }

  private static void reads(String url, byte[] png, int size, String which) {
    BufferedImage image = QrScanner.image(png);
    assertThat(List.of(image.getWidth(), image.getHeight())).containsOnly(size);
    assertThat(QrScanner.scanOn(Color.WHITE, png))
        .as(which + ", " + size + " pixels")
        .isEqualTo(url);
  }

  @Test
  void needs_no_paper_around_it_with_the_plain_margin() {
    assertThat(QrScanner.scan(QrCode.of(LONG).png(600))).isEqualTo(LONG);
  }

  @Test
  void the_quiet_zone_is_as_wide_as_asked() {
    for (int margin : List.of(0, 4, 10)) {
      QrCode code = QrCode.of(SHORT, style("margin", Integer.toString(margin)));
      BufferedImage image = QrScanner.image(code.png(code.modules() * 3));

      // The corner of the finder pattern is the first dark pixel of the diagonal.
      int first = 0;
      while (image.getRGB(first, first) == 0xFFFFFFFF) {
        first++;
      }
      assertThat(first).isEqualTo(margin * 3);
    }
  }

  @Test
  void a_higher_level_survives_what_a_lower_one_does_not() {
    assertThat(damaged(Level.H)).isEqualTo(SHORT);
    assertThatThrownBy(() -> damaged(Level.L)).isInstanceOf(AssertionError.class);
  }

  /** With a sticker over a seventh of the code. */
  private static String damaged(Level level) {
    QrCode code = QrCode.of(SHORT, style("level", level.name()));
    BufferedImage image = QrScanner.image(code.png(code.modules() * 8));
    int side = image.getWidth();
    var sheet = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    var pen = sheet.createGraphics();
    pen.drawImage(image, 0, 0, null);
    pen.setColor(Color.WHITE);
    int sticker = (int) (side * 0.3);
    pen.fillRect((side - sticker) / 2, (side - sticker) / 2, sticker, sticker);
    pen.dispose();
    var out = new java.io.ByteArrayOutputStream();
    try {
      javax.imageio.ImageIO.write(sheet, "png", out);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return QrScanner.scan(out.toByteArray());
  }

  @ParameterizedTest
  @CsvSource({
    "#000000, #ffffff",
    "#949494, #ffffff", // 3.03 to 1, the faintest grey on white
    "#5548d9, #ffffff",
    "#d00000, #ffffff",
    "#000000, #ffd400",
    "#000000, #c4c4c4", // 55 % apart, the darkest ground for black
    "#1b1a21, #e2f3e8",
    "#128c7e, #fffdf5",
  })
  void what_the_contrast_rule_lets_through_is_read(String color, String background) {
    QrCode code = QrCode.of(SHORT, style("color", color, "background", background));

    assertThat(QrScanner.scanOn(Color.decode(background), code.png(300))).isEqualTo(SHORT);
  }

  @ParameterizedTest
  @CsvSource({
    "#ffffff, #000000, must be darker than the background",
    "#808080, #808080, must be darker than the background",
    "#969696, #ffffff, contrasts with the background by 2.9 to 1 only",
    "#25d366, #ffffff, contrasts with the background by 1.9 to 1 only",
    "#ffd400, #ffffff, contrasts with the background by 1.4 to 1 only",
    "#000000, #c0c0c0, 52 % of white apart",
    "#000000, #777777, 18 % of white apart",
  })
  void what_scanners_would_not_see_is_refused_with_the_measure(
      String color, String background, String words) {
    QrStyle.Read read = read("color", color, "background", background, "margin", "7");

    assertThat(read.errors()).singleElement().extracting(e -> e.field()).isEqualTo("color");
    assertThat(read.errors().getFirst().message()).contains(words);
    assertThat(read.style().color()).isEqualTo(Rgb.of("#000000"));
    assertThat(read.style().margin()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "margin, 11, must be a whole number of modules from 0 to 10",
    "margin, -1, must be a whole number of modules from 0 to 10",
    "margin, 1.5, must be a whole number of modules from 0 to 10",
    "level, X, 'must be L, M, Q or H'",
    "color, black, must be a colour like #1b1a21",
    "background, #fff, must be a colour like #1b1a21",
    "color, '#000000\"/>', must be a colour like #1b1a21",
  })
  void what_makes_no_sense_is_named(String field, String value, String words) {
    assertThat(read(field, value).errors())
        .containsExactly(new ApiProblem.FieldError(field, words));
  }

  @Test
  void what_is_not_said_is_plain() {
    assertThat(QrStyle.read(Map.of()).style()).isEqualTo(QrStyle.PLAIN);
    assertThat(read("margin", "", "level", " ", "color", "").style()).isEqualTo(QrStyle.PLAIN);
    assertThat(read("level", "h").style().level()).isEqualTo(Level.H);
  }

  @Test
  void the_drawing_says_its_colours_and_its_size_only_when_asked() {
    QrCode code = QrCode.of(SHORT, style("color", "#123456", "background", "#FFEEDD"));

    assertThat(code.svg()).contains("#123456", "#ffeedd").doesNotContain("width=");
    assertThat(code.svg(512)).contains("width=\"512\" height=\"512\"");
  }
}
