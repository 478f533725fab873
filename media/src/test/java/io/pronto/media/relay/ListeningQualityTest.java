package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pronto.media.RtpFormat;
import io.pronto.media.relay.ListeningQuality.Coding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListeningQualityTest {
  /** What is left of the best rating by the delay of one packet of 20 ms. */
  private static final double BEST = 93.2 - 0.48;

  @ParameterizedTest
  @CsvSource({"90, 4.34", "80, 4.03", "70, 3.60", "60, 3.10", "50, 2.58"})
  void ratingsAreTheOpinionsOfG107TableB1(double rating, double opinion) {
    var coding = new Coding(BEST - rating, 25.1);

    assertThat(ListeningQuality.score(coding, 0, 0, 0, 0)).isCloseTo(opinion, within(0.006));
  }

  @Test
  void lossInBurstsIsWorseThanTheSameLossByChance() {
    double chance = ListeningQuality.score(Coding.USUAL, 5, 1, 0, 0);
    double bursts = ListeningQuality.score(Coding.USUAL, 5, 4, 0, 0);

    assertThat(bursts).isLessThan(chance - 0.05);
    assertThat(chance).isCloseTo(ListeningQuality.score(Coding.USUAL, 5, 0, 0, 0), within(1e-9));
  }

  @Test
  void jitterDelayAndLossAllCost() {
    double best = ListeningQuality.score(Coding.USUAL, 0, 0, 0, 0);

    assertThat(best).isCloseTo(4.4, within(0.02));
    assertThat(ListeningQuality.score(Coding.USUAL, 0, 0, 0, 100)).isLessThan(best - 0.1);
    assertThat(ListeningQuality.score(Coding.USUAL, 0, 0, 300, 0)).isLessThan(best - 0.5);
    assertThat(ListeningQuality.score(Coding.USUAL, 100, 0, 0, 0)).isLessThan(1.6);
  }

  @Test
  void whatG729CostsByItselfCounts() {
    var coding = Coding.of(List.of(new RtpFormat(18, "g729", 8000)));

    assertThat(ListeningQuality.score(coding, 0, 0, 0, 0)).isCloseTo(4.09, within(0.03));
  }
}
