package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogRedactionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          call +55 11 98765-4321 now                          | call [phone] now
          call +5511987654321                                 | call [phone]
          (11) 98765-4321 wrote                               | [phone] wrote
          wa_id 5511987654321.                                | wa_id [number].
          mail to ana.paula+x@loja.example, now               | mail to [e-mail], now
          email=ana%40loja.example&x=1                        | email=[e-mail]&x=1
          Authorization: Bearer abcdef123456                  | Authorization: Bearer [token]
          key pk_live_ab12cd34_Zm9v                           | key [token]
          sk_test_51Habcdef whsec_MfKQ9r8GKYqrTwjU            | [token] [token]
          token EAAGm0PX4ZCpsBAKZC9                           | token [token]
          sha256=0123456789abcdef0123456789abcdef             | [signature]
          GET /sign-in/dGhpc2lzYXNlY3JldA                     | GET /sign-in/[token]
          opaque AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcdef | opaque [token]
          Conversation 01a20e8d-51a6-7373-b65e-cb67b1d41e71 at attempt 3 | Conversation 01a20e8d-51a6-7373-b65e-cb67b1d41e71 at attempt 3
          Lane fold of 2026-11-24T17:00:00Z took 1200 ms      | Lane fold of 2026-11-24T17:00:00Z took 1200 ms
          Dataset 123456789012345 rests                       | Dataset 123456789012345 rests
          port 8080, code 190, 12 of 5000                     | port 8080, code 190, 12 of 5000
          """)
  void takes_out_what_belongs_to_a_person(String line, String written) {
    assertThat(LogRedaction.line(line)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Cannot parse "Oi, sou a Ana" here | Cannot parse […] here
          Unrecognized token 'segredo': was  | Unrecognized token […]: was
          invalid input syntax: "never closed | invalid input syntax: […]
          Resolved [Exception: text of a person] | Resolved […]
          """)
  void takes_out_what_other_libraries_quote(String line, String written) {
    assertThat(LogRedaction.foreign(line)).isEqualTo(written);
  }

  @Test
  void stays_quick_on_a_long_and_nasty_text() {
    var work = ManagementFactory.getThreadMXBean(); // its own, however busy the machine is
    long start = work.getCurrentThreadCpuTime();
    LogRedaction.foreign("+1 ".repeat(400_000));
    LogRedaction.foreign("a@".repeat(400_000));
    LogRedaction.line("a.".repeat(2_000) + "@" + "b.".repeat(2_000));
    assertThat(work.getCurrentThreadCpuTime() - start).isLessThan(3_000_000_000L);
  }
}
