package popeki.links;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.platform.ApiProblem;
import popeki.platform.QrCode;

/** The QR code of a link, for anyone who has the link. */
@Controller
class QrController {
  private static final int SMALLEST = 100;
  private static final int LARGEST = 2000;
  private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");

  private final LinkDirectory directory;
  private final LinkUrls urls;

  QrController(LinkDirectory directory, LinkUrls urls) {
    this.directory = directory;
    this.urls = urls;
  }

  @GetMapping("/q/{slug}")
  ResponseEntity<byte[]> qr(
      @PathVariable String slug,
      @RequestParam(defaultValue = "svg") String format,
      @RequestParam(defaultValue = "600") int size) {
    if (!(directory.find(slug.toLowerCase(Locale.ROOT)) instanceof Lookup.Active)) {
      throw ApiProblem.notFound("link");
    }
    QrCode code = QrCode.of(urls.url(slug));
    return switch (format) {
      case "svg" -> answer(SVG, code.svg().getBytes(StandardCharsets.UTF_8));
      case "png" -> answer(MediaType.IMAGE_PNG, code.png(Math.clamp(size, SMALLEST, LARGEST)));
      default -> throw ApiProblem.invalid("format", "must be svg or png");
    };
  }

  private static ResponseEntity<byte[]> answer(MediaType type, byte[] picture) {
    return ResponseEntity.ok()
        .contentType(type)
        .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
        .body(picture);
  }
}
