package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.sip.phone.Invite;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while calls are up. */
class DrainTest {
  @TempDir Path data;

  @Test
  void aServerThatIsAskedToEndFinishesWhatItCanEndsTheRestAndAccountsForAll() {
    try (var node = new Node(data).with("PRONTO_SHUTDOWN_DRAIN", "6s").start();
        var firm = Firm.at(node, 2)) {
      var finishing = firm.talk(firm.desks().get(0)).begin().awaitHeard(1_000);
      var talkative = firm.talk(firm.desks().get(1)).begin().awaitHeard(1_000);

      node.terminate();
      node.awaitLog("Draining");

      var refused = firm.carrier().call(Invite.to(firm.desks().get(0).number())).awaitRefused();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.find("Retry-After")).isPresent();
      finishing.awaitMore(500).end();
      assertThat(talkative.caller().awaitEnded().method()).isEqualTo("BYE");
      assertThat(talkative.called().awaitEnded().method()).isEqualTo("BYE");
      assertThat(node.awaitExit()).isZero();
      assertThat(node.log()).contains("calls_cut=1").doesNotContain("ERROR");

      node.start();
      assertThat(node.log()).doesNotContain("killed");
      assertThat(firm.await("/v1/cdrs", 2))
          .extracting(cdr -> cdr.getString("cause"))
          .containsExactlyInAnyOrder("normal", "shutdown");
      assertThat(firm.await("/v1/recordings", 2)).hasSize(2).allSatisfy(firm::opens);
    }
  }
}
