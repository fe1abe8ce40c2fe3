package popeki.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.springframework.stereotype.Component;

/** Where a request comes from, as far as the proxies before us are trusted. */
@Component
public class Whereabouts {
  private final List<Cidr> trusted;

  Whereabouts(Settings settings) {
    this.trusted = settings.trustedProxies();
  }

  /**
   * The key of limits by place: the address, of which IPv6 counts the first 64 bits only, since
   * whoever has one of those has them all.
   */
  public String place(HttpServletRequest request) {
    InetAddress address = address(request);
    return address instanceof Inet6Address ? cut(address, 8) : address.getHostAddress();
  }

  /** The network a request came from, to be shown to its owner: the address cut to /24 or /48. */
  public String network(HttpServletRequest request) {
    InetAddress address = address(request);
    return address instanceof Inet6Address ? cut(address, 6) + "/48" : cut(address, 3) + "/24";
  }

  private InetAddress address(HttpServletRequest request) {
    return ClientIp.of(
        request.getRemoteAddr(), trusted, Collections.list(request.getHeaders("X-Forwarded-For")));
  }

  private static String cut(InetAddress address, int bytes) {
    byte[] kept = address.getAddress();
    Arrays.fill(kept, bytes, kept.length, (byte) 0);
    try {
      return InetAddress.getByAddress(kept).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address of the same length", e);
    }
  }
}
