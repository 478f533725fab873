package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database and Redis are killed while the server runs. */
class StoresKilledTest {
  @TempDir Path data;

  @Test
  void theServerStartsThemAgainAndNothingIsLost() {
    try (var node = new Node(data).start();
        var firm = Firm.at(node, 2)) {
      var running = firm.talk(firm.desks().get(0)).begin().awaitHeard(500);

      node.killStores();

      running.awaitMore(500).end();
      node.awaitLog("PostgreSQL runs again");
      node.awaitLog("Redis runs again");
      assertThat(firm.await("/v1/cdrs", 1)).hasSize(1);
      Waiting.until("the server says that it is ready", node::isReady);
      firm.desks().forEach(desk -> desk.phone().register());
      firm.talk(firm.desks().get(1)).begin().awaitHeard(500).end();
      assertThat(firm.await("/v1/cdrs", 2)).hasSize(2);
      assertThat(firm.await("/v1/recordings", 2)).hasSize(2).allSatisfy(firm::opens);
    }
  }
}
