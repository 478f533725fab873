package io.pronto.sip.leg;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a refusal means, and what the caller is told. */
class RejectionTest {
  @ParameterizedTest
  @CsvSource({
    "301, NO_ANSWER, 480",
    "302, NO_ANSWER, 480",
    "380, NO_ANSWER, 480",
    "400, NETWORK_FAILURE, 502",
    "401, NETWORK_FAILURE, 502",
    "403, DECLINED, 403",
    "404, UNALLOCATED_NUMBER, 404",
    "405, NETWORK_FAILURE, 502",
    "407, NETWORK_FAILURE, 502",
    "408, UNREACHABLE, 408",
    "410, UNALLOCATED_NUMBER, 410",
    "413, NETWORK_FAILURE, 502",
    "415, INCOMPATIBLE_MEDIA, 488",
    "420, NETWORK_FAILURE, 502",
    "422, NETWORK_FAILURE, 502",
    "480, NO_ANSWER, 480",
    "481, NETWORK_FAILURE, 502",
    "482, LOOP, 483",
    "483, LOOP, 483",
    "484, INVALID_NUMBER, 484",
    "486, BUSY, 486",
    "487, CANCELLED, 487",
    "488, INCOMPATIBLE_MEDIA, 488",
    "491, NETWORK_FAILURE, 502",
    "500, NETWORK_FAILURE, 500",
    "502, NETWORK_FAILURE, 502",
    "503, NETWORK_FAILURE, 500",
    "504, NETWORK_FAILURE, 504",
    "513, NETWORK_FAILURE, 502",
    "600, BUSY, 600",
    "603, DECLINED, 603",
    "604, UNALLOCATED_NUMBER, 604",
    "606, INCOMPATIBLE_MEDIA, 606",
    "607, DECLINED, 607"
  })
  void eachStatusHasItsMeaning(int status, HangupCause cause, int told) {
    var rejection = new Rejection(status);

    assertThat(rejection.cause()).isEqualTo(cause);
    assertThat(rejection.statusForCaller()).isEqualTo(told);
  }

  @Test
  void nothingThatIsNoRefusalIsEverToldToTheCaller() {
    assertThat(IntStream.range(300, 700).map(s -> new Rejection(s).statusForCaller()))
        .allMatch(status -> status >= 400 && status < 700 && status != 503);
  }

  @Test
  void aReasonThatNobodyIsRegisteredIsUnderstood() {
    assertThat(new Rejection(480, 20).cause()).isEqualTo(HangupCause.NOT_REGISTERED);
  }

  @ParameterizedTest
  @CsvSource({"486, 480, 486", "603, 486, 603", "408, 486, 486", "503, 404, 404", "480, 408, 480"})
  void ofSeveralThePartysOwnWordCounts(int one, int other, int told) {
    assertThat(new Rejection(one).orBetter(new Rejection(other)).status()).isEqualTo(told);
    assertThat(new Rejection(other).orBetter(new Rejection(one)).status()).isEqualTo(told);
  }
}
