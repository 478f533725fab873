package io.pronto.core.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  /** The secret of RFC 6238's own examples. */
  private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);

  private static final Instant NOW = Instant.ofEpochSecond(1_111_111_109);
  private static final long STEP = 1_111_111_109 / 30;

  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void theExamplesOfTheStandard(long seconds, String code) {
    assertThat(Totp.code(SECRET, Instant.ofEpochSecond(seconds))).isEqualTo(code);
  }

  @Test
  void aClockMayBeOneStepApart() {
    assertThat(matching(NOW, 0)).isEqualTo(OptionalLong.of(STEP));
    assertThat(matching(NOW.plusSeconds(30), 0)).isEqualTo(OptionalLong.of(STEP + 1));
    assertThat(matching(NOW.minusSeconds(30), 0)).isEqualTo(OptionalLong.of(STEP - 1));
    assertThat(matching(NOW.plusSeconds(60), 0)).isEmpty();
    assertThat(matching(NOW.minusSeconds(60), 0)).isEmpty();
  }

  @Test
  void aCodeThatWasUsedIsUsedUp() {
    assertThat(matching(NOW, STEP)).isEmpty();
    assertThat(matching(NOW.minusSeconds(30), STEP)).isEmpty();
    assertThat(matching(NOW.plusSeconds(30), STEP)).isEqualTo(OptionalLong.of(STEP + 1));
  }

  @ParameterizedTest
  @CsvSource({"''", "81804", "0081804", "abcdef", "08180４"})
  void whatIsNoCodeMatchesNothing(String given) {
    assertThat(Totp.matching(SECRET, given, NOW, 0)).isEmpty();
  }

  @Test
  void anAuthenticatorAppReadsWhoseItIs() {
    assertThat(Totp.uri(SECRET, "ada+x@example.com"))
        .isEqualTo(
            "otpauth://totp/Pronto:ada%2Bx%40example.com"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Pronto");
  }

  private static OptionalLong matching(Instant codeOf, long used) {
    return Totp.matching(SECRET, Totp.code(SECRET, codeOf), NOW, used);
  }
}
