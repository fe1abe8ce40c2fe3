package popeki.platform;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import popeki.kernel.Pure;

/**
 * Whose request it is. {@code X-Forwarded-For} can be written by anyone, so it is read from the
 * right, and only as far as the proxies that wrote it are trusted: the first address that is not
 * one of them is the client.
 */
@Pure
public final class ClientIp {
  /** A chain longer than this is somebody playing. */
  private static final int MOST_HOPS = 32;

  private ClientIp() {}

  /**
   * The client's address: with trusted {@code 10.0.0.0/8}, a request from {@code 10.0.0.1}
   * forwarded for {@code 192.0.2.9, 203.0.113.7, 10.0.0.2} is {@code 203.0.113.7}'s. An unreadable
   * hop ends the chain at the proxy that passed it on.
   *
   * @param remoteAddress the address that the connection came from
   * @param forwardedFor every {@code X-Forwarded-For} line in order of arrival
   */
  public static InetAddress of(
      String remoteAddress, List<Cidr> trusted, List<String> forwardedFor) {
    var client = Cidr.literal(withoutZone(remoteAddress));
    int hops = 0;
    for (int line = forwardedFor.size() - 1; line >= 0; line--) {
      var list = forwardedFor.get(line);
      for (int end = list.length(); end >= 0; ) {
        if (!isTrusted(client, trusted) || hops++ == MOST_HOPS) {
          return client;
        }
        int comma = list.lastIndexOf(',', end - 1);
        var hop = address(list.substring(comma + 1, end).strip());
        if (hop.isEmpty()) {
          return client;
        }
        client = hop.get();
        end = comma < 0 ? -1 : comma;
      }
    }
    return client;
  }

  private static boolean isTrusted(InetAddress address, List<Cidr> trusted) {
    for (var network : trusted) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** {@code 203.0.113.7}, {@code 203.0.113.7:4711}, {@code [2001:db8::7]:4711}, quoted or not. */
  private static Optional<InetAddress> address(String hop) {
    var text = hop.replace("\"", "");
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      text = close < 0 ? "" : text.substring(1, close);
    } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf('.') > 0) {
      text = text.indexOf(':') < 0 ? text : text.substring(0, text.indexOf(':'));
    }
    boolean whole = text.indexOf(':') >= 0 || dots(text) == 3;
    if (!whole) {
      return Optional.empty();
    }
    try {
      return Optional.of(Cidr.literal(withoutZone(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int dots(String text) {
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      dots += text.charAt(i) == '.' ? 1 : 0;
    }
    return dots;
  }

  private static String withoutZone(String address) {
    int zone = address.indexOf('%');
    return zone < 0 ? address : address.substring(0, zone);
  }
}
