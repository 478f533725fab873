package io.pronto.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.MediaEncryption;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkAddress;
import io.pronto.core.carrier.TrunkAuthentication;
import io.pronto.core.carrier.TrunkNumbers;
import io.pronto.core.carrier.TrunkPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** In which order trunks are tried. */
class WaysTest {
  private static final int CALLS = 10_000;

  private final Random random = new Random(1);

  @Test
  void theLowerPriorityNumberComesFirstWhateverTheWeights() {
    var trunks = List.of(trunk("c", 20, 1000), trunk("a", 1, 1), trunk("b", 10, 500));

    assertThat(Ways.ordered(trunks, random)).extracting(Trunk::id).containsExactly("a", "b", "c");
  }

  @Test
  void equalsShareTheCallsAsTheirWeightsAre() {
    var trunks = List.of(trunk("a", 10, 70), trunk("b", 10, 20), trunk("c", 10, 10));

    var firsts = new HashMap<String, Integer>();
    for (int call = 0; call < CALLS; call++) {
      var ordered = Ways.ordered(trunks, random);
      assertThat(ordered).containsExactlyInAnyOrderElementsOf(trunks);
      firsts.merge(ordered.getFirst().id(), 1, Integer::sum);
    }

    assertThat(firsts.get("a")).isBetween(6_800, 7_200);
    assertThat(firsts.get("b")).isBetween(1_850, 2_150);
    assertThat(firsts.get("c")).isBetween(850, 1_150);
  }

  @Test
  void oneWithoutWeightIsTriedAfterItsEquals() {
    var trunks = List.of(trunk("none", 10, 0), trunk("some", 10, 1));

    for (int call = 0; call < 100; call++) {
      assertThat(Ways.ordered(trunks, random))
          .extracting(Trunk::id)
          .containsExactly("some", "none");
    }
  }

  static Trunk trunk(String id, int priority, int weight) {
    return new Trunk(
        id,
        "car_1",
        id,
        TrunkAddress.of("192.0.2.1", 5060, "udp"),
        new TrunkAuthentication.ByAddress(List.of()),
        new TrunkPolicy(
            priority,
            weight,
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            List.of(),
            TrunkNumbers.USUAL,
            MediaEncryption.OPTIONAL));
  }
}
