package io.pronto.core.numbering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialledBeginningTest {
  @ParameterizedTest
  @CsvSource({
    "06 12, FR, +33612",
    "+33 (6) 12, FR, +33612",
    "0033612, FR, +33612",
    "0, FR, +33",
    "06 12, IT, +390612",
    "'(02) 9', AU, +612 9"
  })
  void aNumberThatIsBegunIsReadAsItIsDialled(String typed, String country, String begin) {
    assertThat(DialledBeginning.of(typed, country)).containsExactly(begin.replace(" ", ""));
  }

  @ParameterizedTest
  @CsvSource({"3361, FR, +333361, +3361", "44, GB, +4444, +44"})
  void whatMayMeanBothMeansBoth(String typed, String country, String one, String other) {
    assertThat(DialledBeginning.of(typed, country)).isEqualTo(List.of(one, other));
  }

  @ParameterizedTest
  @CsvSource({"Carol, FR", "3M, FR", "'', FR", "+, FR", "1234567890123456, FR", "++33, FR"})
  void anythingElseIsNone(String typed, String country) {
    assertThat(DialledBeginning.of(typed, country)).isEmpty();
  }
}
