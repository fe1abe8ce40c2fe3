package popeki.links;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import popeki.platform.ApiProblem.FieldError;
import popeki.platform.QrCode;
import popeki.platform.QrStyle;
import popeki.platform.Shell;
import popeki.platform.Words;

/**
 * The QR code of a link as it is set, with the form that sets it.
 *
 * @param action draws it again from the form
 * @param file what the pictures are called when they are saved
 * @param errors a sentence each; what they are about is drawn plain
 * @param adjusted whether anything differs from the plain code
 * @param counted how many came by it
 */
public record LinkQrView(
    String action,
    String pictureHref,
    String svgHref,
    String pngHref,
    String file,
    String shownUrl,
    int size,
    int margin,
    String color,
    String background,
    List<LinkPageViews.Choice> levels,
    List<String> errors,
    boolean adjusted,
    String counted) {

  /** Sharp on a page of paper: 10 cm at 300 dots an inch. */
  private static final int PRINT = 1200;

  static LinkQrView of(
      LinkRepository.Counted counted, LinkUrls urls, Shell shell, Map<String, String> given) {
    LinkSummary link = counted.link();
    Words words = shell.words();
    QrRequest.Read read = QrRequest.read(given);
    QrStyle style = read.request().style();
    int modules = QrCode.of(urls.scanUrl(link.slug()), style).modules();
    Integer asked = read.request().size();
    var png = new QrRequest(true, asked == null ? PRINT : asked, style);
    var errors = new ArrayList<FieldError>(read.errors());
    FieldError tooSmall = png.tooSmall(modules);
    if (tooSmall != null) {
      errors.add(tooSmall);
    }
    int size = tooSmall == null ? png.pixels() : PRINT;
    String picture = "/q/" + link.slug() + "?" + query(style);
    return new LinkQrView(
        shell.path("links/" + link.id() + "/qr"),
        picture,
        picture + "&size=" + size,
        picture + "&format=png&size=" + size,
        link.slug(),
        urls.shown(link.slug()),
        size,
        style.margin(),
        style.color().text(),
        style.background().text(),
        levels(style, words),
        errors.stream().map(error -> sentence(error, words)).toList(),
        !errors.isEmpty() || !given.isEmpty(),
        scans(counted.counts(), words));
  }

  private static String query(QrStyle style) {
    return "margin="
        + style.margin()
        + "&level="
        + style.level()
        + "&color="
        + URLEncoder.encode(style.color().text(), StandardCharsets.UTF_8)
        + "&background="
        + URLEncoder.encode(style.background().text(), StandardCharsets.UTF_8);
  }

  private static List<LinkPageViews.Choice> levels(QrStyle style, Words words) {
    return Arrays.stream(QrStyle.Level.values())
        .map(
            level ->
                new LinkPageViews.Choice(
                    level.name(),
                    words.of("links.qr.level." + level.name().toLowerCase(java.util.Locale.ROOT)),
                    level == style.level()))
        .toList();
  }

  private static String sentence(FieldError error, Words words) {
    return words.of("links.qr.field." + error.field()) + " " + error.message();
  }

  private static String scans(LinkCounts counts, Words words) {
    return counts.scans() == 0
        ? words.of("links.qr.scans.none")
        : words.of("links.qr.scans", counts.scans(), counts.clicks());
  }
}
