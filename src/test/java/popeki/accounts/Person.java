package popeki.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jsoup.Jsoup;
import popeki.HttpAnswer;

/** What people do with their accounts in tests. */
public final class Person {
  public static final String PASSWORD = "seven quiet herons by the lake";

  private Person() {}

  /** Sets the first password. */
  public static void setPassword(Visitor visitor) {
    assertThat(visitor.post("/account/password", "password", PASSWORD).status()).isEqualTo(302);
  }

  /** Turns the second factor on as a person does: begin, read the page, type the first code. */
  public static Enrolled enrol(Visitor visitor, Instant now) {
    assertThat(visitor.post("/account/second-factor/begin", "current", PASSWORD).status())
        .isEqualTo(302);
    HttpAnswer page = visitor.get("/account/second-factor");
    String secret = Jsoup.parse(page.body()).select("#secret").text().replace(" ", "");
    var app = new Enrolled(secret, List.of());
    HttpAnswer on = visitor.post("/account/second-factor/confirm", "code", app.code(now));
    assertThat(on.status()).isEqualTo(200);
    List<String> codes =
        Jsoup.parse(on.body())
            .select("#recovery-codes")
            .text()
            .lines()
            .flatMap(line -> java.util.Arrays.stream(line.split("\\s+")))
            .filter(code -> !code.isBlank())
            .toList();
    return new Enrolled(secret, codes);
  }

  /** An authenticator app with its secret, and the recovery codes that were shown. */
  public record Enrolled(String secret, List<String> recoveryCodes) {
    public String code(Instant at) {
      return Totp.codeAt(bytes(), at.getEpochSecond() / 30);
    }

    /** The code of the next half minute, which counts already. */
    public String nextCode(Instant at) {
      return Totp.codeAt(bytes(), at.getEpochSecond() / 30 + 1);
    }

    private byte[] bytes() {
      String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
      var bits = new StringBuilder();
      for (int i = 0; i < secret.length(); i++) {
        String five = "0000" + Integer.toBinaryString(letters.indexOf(secret.charAt(i)));
        bits.append(five.substring(five.length() - 5));
      }
      byte[] bytes = new byte[bits.length() / 8];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Integer.parseInt(bits.substring(i * 8, i * 8 + 8), 2);
      }
      return bytes;
    }
  }
}
