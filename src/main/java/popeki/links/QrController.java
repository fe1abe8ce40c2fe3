package popeki.links;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.platform.ApiProblem;
import popeki.platform.ApiProblem.FieldError;
import popeki.platform.QrCode;

/** The QR code of a link, for anyone who has the link. */
@Controller
class QrController {
  private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");

  private final LinkDirectory directory;
  private final LinkUrls urls;
  private final SlugGuesses guesses;

  QrController(LinkDirectory directory, LinkUrls urls, SlugGuesses guesses) {
    this.directory = directory;
    this.urls = urls;
    this.guesses = guesses;
  }

  @GetMapping("/q/{slug}")
  ResponseEntity<byte[]> qr(
      @PathVariable String slug,
      @RequestParam Map<String, String> parameters,
      HttpServletRequest request) {
    if (!(directory.find(slug.toLowerCase(Locale.ROOT)) instanceof Lookup.Active)) {
      guesses.require(request);
      throw ApiProblem.notFound("link");
    }
    QrRequest.Read read = QrRequest.read(parameters);
    if (!read.errors().isEmpty()) {
      throw refused(read.errors());
    }
    QrRequest asked = read.request();
    QrCode code = QrCode.of(urls.scanUrl(slug), asked.style());
    FieldError tooSmall = asked.tooSmall(code.modules());
    if (tooSmall != null) {
      throw refused(List.of(tooSmall));
    }
    return asked.png()
        ? answer(MediaType.IMAGE_PNG, code.png(asked.pixels()))
        : answer(SVG, drawing(code, asked).getBytes(StandardCharsets.UTF_8));
  }

  private static String drawing(QrCode code, QrRequest asked) {
    return asked.size() == null ? code.svg() : code.svg(asked.size());
  }

  private static ApiProblem refused(List<FieldError> errors) {
    FieldError first = errors.getFirst();
    return new ApiProblem(
        422,
        "validation_failed",
        "This QR code could not be scanned",
        first.field() + " " + first.message(),
        Map.of("errors", errors));
  }

  private static ResponseEntity<byte[]> answer(MediaType type, byte[] picture) {
    return ResponseEntity.ok()
        .contentType(type)
        .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
        .body(picture);
  }
}
