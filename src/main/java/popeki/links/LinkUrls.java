package popeki.links;

import org.springframework.stereotype.Component;
import popeki.platform.Settings;

/** The addresses of a link, as they stand in ads and in print. */
@Component
class LinkUrls {
  private final String linkUrl;

  LinkUrls(Settings settings) {
    this.linkUrl = settings.linkUrl().toString();
  }

  /** {@code https://go.example.com/spring-sale}. */
  String url(String slug) {
    return linkUrl + "/" + slug;
  }

  /** The same without its scheme, for people to read. */
  String shown(String slug) {
    return url(slug).replaceFirst("^https?://", "");
  }

  /** What a QR code holds: the address with the mark that tells a scan from a tap. */
  String scanUrl(String slug) {
    return url(slug) + "?" + ClickQuery.VIA + "=" + ClickQuery.QR;
  }

  /** The line that a landing page takes in. */
  String snippet(String slug) {
    return "<script async src=\"" + linkUrl + "/track.js?link=" + slug + "\"></script>";
  }

  String qrUrl(String slug) {
    return linkUrl + "/q/" + slug;
  }
}
