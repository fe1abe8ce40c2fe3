package popeki.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.WebRequest;

/** Serves the fingerprinted files. An old fingerprint is 404: its page is old too. */
@Controller
class AssetsController {
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  @GetMapping("/assets/{fingerprint}/**")
  ResponseEntity<byte[]> asset(
      @PathVariable String fingerprint, HttpServletRequest request, WebRequest conditions) {
    String prefix = request.getContextPath() + "/assets/" + fingerprint + "/";
    String path = request.getRequestURI().substring(prefix.length());
    return Assets.find(fingerprint, path)
        .map(asset -> answer(asset, acceptsGzip(request), conditions))
        .orElseGet(() -> ResponseEntity.notFound().build());
  }

  private static ResponseEntity<byte[]> answer(
      Assets.Asset asset, boolean gzip, WebRequest conditions) {
    byte[] squeezed = gzip ? asset.gzipped() : null;
    String etag = squeezed == null ? asset.etag() : asset.etag().replaceFirst("\"$", "-gz\"");
    if (conditions.checkNotModified(etag)) {
      return ResponseEntity.status(304).eTag(etag).cacheControl(FOR_EVER).build();
    }
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .eTag(etag)
            .cacheControl(FOR_EVER)
            .varyBy(HttpHeaders.ACCEPT_ENCODING)
            .header(HttpHeaders.CONTENT_TYPE, asset.type());
    return squeezed == null
        ? answer.body(asset.bytes())
        : answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(squeezed);
  }

  private static boolean acceptsGzip(HttpServletRequest request) {
    String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
    return accepted != null && accepted.contains("gzip");
  }
}
