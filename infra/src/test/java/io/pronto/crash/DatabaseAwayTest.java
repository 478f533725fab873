package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.OwnPostgres;
import io.pronto.core.Waiting;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.SipMessage;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is gone for a minute in the middle of calls, and comes back with its data. */
class DatabaseAwayTest {
  private static final int A_MINUTE = 60_000;
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  @TempDir Path data;
  @TempDir Path stores;

  @Test
  void callsGoOnWhatIsKnownIsServedAndNoRecordIsLostOrDoubled() {
    try (var postgres = OwnPostgres.start(stores);
        var node = new Node(data).with("PRONTO_DATABASE_URL", postgres.url()).start();
        var firm = Firm.at(node, 2)) {
      var stranger = firm.employ();
      var running = firm.talk(firm.desks().get(0)).begin().awaitHeard(500);
      firm.talk(firm.desks().get(1)).begin().awaitHeard(500).end();
      firm.await("/v1/cdrs", 1);
      assertThat(data.resolve("postgres")).doesNotExist();

      postgres.stop();

      running.awaitMore(A_MINUTE);
      var begunMeanwhile = firm.talk(firm.desks().get(1)).begin().awaitHeard(500);
      firm.desks().get(0).phone().register();
      isPutOff(firm.carrier().call(Invite.to(stranger.number())).awaitRefused());
      isPutOff(stranger.phone().tryToRegister(Duration.ofHours(1)));
      running.end();
      begunMeanwhile.end();
      assertThat(node.log()).doesNotContain("ERROR");

      postgres.startAgain();

      firm.await("/v1/cdrs", 3);
      Waiting.until(
          "the stranger registers",
          () -> stranger.phone().tryToRegister(Duration.ofHours(1)).status() == 200);
      firm.talk(stranger).begin().awaitHeard(500).end();
      assertThat(firm.await("/v1/cdrs", 4))
          .hasSize(4)
          .allSatisfy(cdr -> assertThat(cdr.getString("cause")).isEqualTo("normal"))
          .extracting(cdr -> cdr.getString("id"))
          .doesNotHaveDuplicates();
      assertThat(firm.await("/v1/recordings", 4)).hasSize(4).allSatisfy(firm::opens);
    }
  }

  @Test
  void whileItHangsCallsOfKnownPeopleConnectAtOnceAndOthersArePutOff() {
    try (var postgres = OwnPostgres.start(stores);
        var node = new Node(data).with("PRONTO_DATABASE_URL", postgres.url()).start();
        var firm = Firm.at(node, 2)) {
      var running = firm.talk(firm.desks().get(0)).begin().awaitHeard(500);
      firm.talk(firm.desks().get(1)).begin().awaitHeard(500).end();
      firm.await("/v1/cdrs", 1);
      var stranger = firm.employ();

      postgres.freeze();
      try {
        long began = System.nanoTime();
        var begunMeanwhile = firm.talk(firm.desks().get(1));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
        begunMeanwhile.begin().awaitHeard(500);
        isPutOff(firm.carrier().call(Invite.to(stranger.number())).awaitRefused());
        isPutOff(stranger.phone().tryToRegister(Duration.ofHours(1)));
        running.awaitMore(A_MINUTE);
        running.end();
        begunMeanwhile.end();
      } finally {
        postgres.thaw();
      }

      assertThat(firm.await("/v1/cdrs", 3)).hasSize(3);
      assertThat(firm.await("/v1/recordings", 3)).hasSize(3).allSatisfy(firm::opens);
    }
  }

  private static void isPutOff(SipMessage answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
    assertThat(answer.find("Retry-After")).isPresent();
  }
}
