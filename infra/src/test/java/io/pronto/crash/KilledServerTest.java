package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.crash.Firm.Desk;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of calls, with the embedded database and Redis. */
class KilledServerTest {
  private static final int CALLS = 10;
  private static final int TALKED_MILLIS = 5_000;

  private static final int LOST_MILLIS = 1_000;

  @TempDir Path data;

  @Test
  void aServerKilledInTheMiddleOfTenRecordedCallsAccountsForEachWhenItStartsAgain() {
    try (var node = new Node(data).start();
        var firm = Firm.at(node, CALLS)) {
      var talks = firm.desks().stream().map(desk -> firm.talk(desk).begin()).toList();
      talks.forEach(talk -> talk.awaitHeard(TALKED_MILLIS));
      firm.await("/v1/calls", CALLS);

      node.kill();
      talks.forEach(Talk::silence);
      node.start();

      var cdrs = firm.await("/v1/cdrs?limit=100", CALLS);
      assertThat(cdrs)
          .hasSize(CALLS)
          .allSatisfy(KilledServerTest::isCutShort)
          .extracting(cdr -> cdr.getString("id"))
          .doesNotHaveDuplicates();
      var recordings = firm.await("/v1/recordings?limit=100", CALLS);
      assertThat(recordings).hasSize(CALLS);
      for (int i = 0; i < CALLS; i++) {
        var number = firm.desks().get(i).number();
        var heard = talks.get(i).heardMillis();
        assertThat(recordings)
            .filteredOn(recording -> recording.getString("number").equals(number))
            .singleElement()
            .satisfies(recording -> firm.holds(recording, heard - LOST_MILLIS));
      }
      assertThat(firm.list("/v1/calls")).isEmpty();
      assertThat(firm.list("/v1/registrations")).hasSize(CALLS);

      firm.desks().forEach(desk -> isCalledWithoutRegisteringAgain(firm, desk));
      assertThat(firm.await("/v1/cdrs?limit=100", 2 * CALLS)).hasSize(2 * CALLS);
    }
  }

  @Test
  void aMachineThatLosesItsPowerLosesNoMoreThanThat() {
    try (var node = new Node(data).start();
        var firm = Firm.at(node, 2)) {
      firm.talk(firm.desks().get(0)).begin().awaitHeard(500).end();
      firm.await("/v1/cdrs", 1);
      var talk = firm.talk(firm.desks().get(1)).begin().awaitHeard(2_000);

      node.killWithStores();
      talk.silence();
      node.start();

      assertThat(firm.await("/v1/cdrs", 2))
          .extracting(cdr -> cdr.getString("cause"))
          .containsExactlyInAnyOrder("normal", "server_failure");
      assertThat(firm.await("/v1/recordings", 2)).hasSize(2).allSatisfy(firm::opens);
      firm.desks().forEach(desk -> isCalledWithoutRegisteringAgain(firm, desk));
    }
  }

  private static void isCutShort(JsonObject cdr) {
    assertThat(cdr.getString("cause")).isEqualTo("server_failure");
    assertThat(cdr.getString("ended_by")).isEqualTo("server");
    assertThat(cdr.getInteger("talked")).isBetween(3, 300);
  }

  private static void isCalledWithoutRegisteringAgain(Firm firm, Desk desk) {
    var talk = firm.talk(desk).begin().awaitHeard(200);
    talk.end();
  }
}
