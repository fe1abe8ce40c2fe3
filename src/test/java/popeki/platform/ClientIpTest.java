package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientIpTest {
  private static final List<Cidr> TRUSTED =
      List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("192.0.2.1"), Cidr.parse("fd00::/8"));

  @Test
  void believes_nobody_when_nobody_is_trusted() {
    assertThat(ip("203.0.113.7", List.of(), "198.51.100.1")).isEqualTo("203.0.113.7");
    assertThat(ip("127.0.0.1", List.of(), "198.51.100.1")).isEqualTo("127.0.0.1");
  }

  @Test
  void believes_no_stranger() {
    assertThat(ip("203.0.113.7", TRUSTED, "198.51.100.1")).isEqualTo("203.0.113.7");
  }

  @Test
  void reads_from_the_right_up_to_the_first_untrusted_hop() {
    assertThat(ip("10.0.0.1", TRUSTED, "203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(ip("10.0.0.1", TRUSTED, "198.51.100.1, 203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(ip("10.0.0.1", TRUSTED, "198.51.100.1, 203.0.113.7, 10.9.9.9"))
        .isEqualTo("203.0.113.7");
    assertThat(ip("10.0.0.1", TRUSTED, "203.0.113.7,192.0.2.1 , fd00::5")).isEqualTo("203.0.113.7");
    assertThat(ip("fd00::1", TRUSTED, "2001:db8::7")).isEqualTo("2001:db8:0:0:0:0:0:7");
  }

  @Test
  void reads_several_lines_as_one_list() {
    assertThat(ip("10.0.0.1", TRUSTED, "198.51.100.1", "203.0.113.7, 10.0.0.2", "10.0.0.3"))
        .isEqualTo("203.0.113.7");
  }

  @Test
  void takes_the_farthest_when_all_are_trusted() {
    assertThat(ip("10.0.0.1", TRUSTED, "10.0.0.3, 10.0.0.2")).isEqualTo("10.0.0.3");
    assertThat(ip("10.0.0.1", TRUSTED)).isEqualTo("10.0.0.1");
  }

  @Test
  void stops_at_what_it_cannot_read() {
    for (var hop :
        List.of(
            "",
            " ",
            "unknown",
            "_hidden",
            "localhost",
            "999.1.1.1",
            "1.2",
            "203.0.113",
            "[2001:db8::7",
            ":",
            "a.b.c.d",
            "1.2.3.4.5")) {
      assertThat(ip("10.0.0.1", TRUSTED, "198.51.100.1, " + hop)).as(hop).isEqualTo("10.0.0.1");
    }
    assertThat(ip("10.0.0.1", TRUSTED, "198.51.100.1, unknown, 10.0.0.2")).isEqualTo("10.0.0.2");
  }

  @Test
  void reads_ports_brackets_quotes_and_zones() {
    assertThat(ip("10.0.0.1", TRUSTED, "203.0.113.7:4711")).isEqualTo("203.0.113.7");
    assertThat(ip("10.0.0.1", TRUSTED, "\"[2001:db8::7]:4711\"")).isEqualTo("2001:db8:0:0:0:0:0:7");
    assertThat(ip("10.0.0.1", TRUSTED, "[2001:db8::7]")).isEqualTo("2001:db8:0:0:0:0:0:7");
    assertThat(ip("10.0.0.1", TRUSTED, "::ffff:203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(ip("fe80::1%eth0", TRUSTED)).isEqualTo("fe80:0:0:0:0:0:0:1");
  }

  @Test
  void follows_no_endless_chain() {
    assertThat(ip("10.0.0.1", TRUSTED, "198.51.100.1" + ", 10.0.0.2".repeat(10_000)))
        .isEqualTo("10.0.0.2");
  }

  @Test
  void a_network_holds_its_own_addresses_only() {
    assertThat(Cidr.parse("203.0.113.128/25").contains(Cidr.literal("203.0.113.128"))).isTrue();
    assertThat(Cidr.parse("203.0.113.128/25").contains(Cidr.literal("203.0.113.127"))).isFalse();
    assertThat(Cidr.parse("203.0.113.7").contains(Cidr.literal("203.0.113.7"))).isTrue();
    assertThat(Cidr.parse("203.0.113.7").contains(Cidr.literal("203.0.113.6"))).isFalse();
    assertThat(Cidr.parse("0.0.0.0/0").contains(Cidr.literal("203.0.113.7"))).isTrue();
    assertThat(Cidr.parse("0.0.0.0/0").contains(Cidr.literal("::1"))).isFalse();
    assertThat(Cidr.parse("2001:db8::/33").contains(Cidr.literal("2001:db8:7fff::1"))).isTrue();
    assertThat(Cidr.parse("2001:db8::/33").contains(Cidr.literal("2001:db8:8000::1"))).isFalse();
  }

  @Test
  void a_network_is_never_a_name() {
    for (var text :
        List.of(
            "",
            "localhost",
            "example.com/8",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/x",
            "::1/129",
            "999.0.0.1",
            "10.0.0.0/")) {
      assertThatThrownBy(() -> Cidr.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String ip(String remote, List<Cidr> trusted, String... forwardedFor) {
    return ClientIp.of(remote, trusted, List.of(forwardedFor)).getHostAddress();
  }
}
