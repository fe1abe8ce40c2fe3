package popeki.links;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.context.request.WebRequest;

/**
 * {@code /track.js} for landing pages of other hosts. It belongs to nobody's session: no cookie,
 * the same to everyone, kept by browsers for an hour.
 */
@Controller
class TrackController {
  private static final String TYPE = "text/javascript;charset=utf-8";
  private static final int MOST_KEPT = 1000;
  private static final byte[] UNKNOWN =
      "/* Popeki Track: there is no such link. The links of this page stay as they are. */\n"
          .getBytes(StandardCharsets.UTF_8);

  private final LinkDirectory directory;
  private final LinkUrls urls;
  private final SlugGuesses guesses;
  private final Clock clock;
  private final LoadingCache<Optional<TrackedLink>, TrackScript> scripts =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).build(TrackScript::of);

  TrackController(LinkDirectory directory, LinkUrls urls, SlugGuesses guesses, Clock clock) {
    this.directory = directory;
    this.urls = urls;
    this.guesses = guesses;
    this.clock = clock;
  }

  @GetMapping("/track.js")
  ResponseEntity<byte[]> script(
      @RequestParam(required = false) @Nullable String link,
      @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, defaultValue = "") String encodings,
      WebRequest conditions,
      HttpServletRequest request) {
    if (link == null || link.isBlank()) {
      return answer(scripts.get(Optional.empty()), encodings.contains("gzip"), conditions);
    }
    String slug = link.strip().toLowerCase(Locale.ROOT);
    if (directory.find(slug) instanceof Lookup.Active(var target)) {
      var known = TrackedLink.of(slug, urls.url(slug), target, clock.instant());
      return answer(scripts.get(known), encodings.contains("gzip"), conditions);
    }
    guesses.require(request);
    return headers(ResponseEntity.status(404), Duration.ofMinutes(1)).body(UNKNOWN);
  }

  private static ResponseEntity<byte[]> answer(
      TrackScript script, boolean squeezed, WebRequest conditions) {
    String etag = script.etag(squeezed);
    boolean known = conditions.checkNotModified(etag);
    var answer = headers(ResponseEntity.status(known ? 304 : 200), Duration.ofHours(1)).eTag(etag);
    if (known) {
      return answer.build();
    }
    return squeezed
        ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(script.bytes(true))
        : answer.body(script.bytes(false));
  }

  /** Any page may load it, with or without {@code crossorigin}. */
  private static ResponseEntity.BodyBuilder headers(
      ResponseEntity.BodyBuilder answer, Duration kept) {
    return answer
        .header(HttpHeaders.CONTENT_TYPE, TYPE)
        .header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header("Cross-Origin-Resource-Policy", "cross-origin")
        .cacheControl(CacheControl.maxAge(kept).cachePublic())
        .varyBy(HttpHeaders.ACCEPT_ENCODING);
  }
}
