package popeki.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import popeki.kernel.Pure;

/** A network such as {@code 10.0.0.0/8} or {@code fd00::/8}; a bare address is a network of one. */
@Pure
public record Cidr(InetAddress network, int prefix) {
  private static final int SHORTEST_V4 = 7;
  private static final int LONGEST_V4 = 15;

  /**
   * Reads a network. Names are refused: nothing is ever looked up.
   *
   * @throws IllegalArgumentException when the text is no network
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
    int bits = address.getAddress().length * 8;
    int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("a prefix has 0 to " + bits + " bits");
    }
    return new Cidr(address, prefix);
  }

  /** The network around an address, with as many bits as its family is given. */
  public static Cidr around(InetAddress address, int v4Bits, int v6Bits) {
    byte[] bytes = address.getAddress();
    int prefix = bytes.length == 4 ? v4Bits : v6Bits;
    for (int bit = prefix; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    try {
      return new Cidr(InetAddress.getByAddress(bytes), prefix);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four or sixteen bytes are an address", e);
    }
  }

  /** Reads an IP literal without a look-up. */
  static InetAddress literal(String text) {
    if (!isLiteral(text)) {
      throw new IllegalArgumentException("not an IP address");
    }
    return InetAddress.ofLiteral(text);
  }

  /** Digits and dots as long as an IPv4 address, or hexadecimal digits with a colon. */
  private static boolean isLiteral(String text) {
    boolean colon = false;
    boolean hex = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      colon |= c == ':';
      hex |= (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      if (c > 127 || (Character.digit(c, 16) < 0 && c != '.' && c != ':')) {
        return false;
      }
    }
    return colon || (!hex && text.length() >= SHORTEST_V4 && text.length() <= LONGEST_V4);
  }

  /**
   * The network around an address that no longer tells one household from the next: {@code
   * 203.0.113.0/24}, {@code 2001:db8:1::/48}.
   */
  static String around(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? "%d.%d.%d.0/24".formatted(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff)
        : "%x:%x:%x::/48".formatted(group(bytes, 0), group(bytes, 2), group(bytes, 4));
  }

  private static int group(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] theirs = address.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    int whole = prefix / 8;
    int rest = prefix % 8;
    return Arrays.equals(mine, 0, whole, theirs, 0, whole)
        && (rest == 0 || ((mine[whole] ^ theirs[whole]) & 0xff) >> (8 - rest) == 0);
  }

  /** {@code 203.0.113.0/24}. */
  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }
}
