package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alice sends and hears reports where her sound is (RFC 5761), Bob one port above. */
class MultiplexedTest {
  private static final byte[] REPORT = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 7};
  private static final byte[] FEEDBACK = {(byte) 0x81, (byte) 206, 0, 2, 0, 0, 0, 7, 0, 0, 0, 9};

  private Relay relay;
  private Peer alice;
  private Peer bob;
  private Endpoint a;
  private Endpoint b;

  @BeforeEach
  void call() throws IOException {
    relay = new Relay();
    alice = new Peer();
    bob = new Peer();
    var formats = List.of(Peer.PCMA);
    a =
        relay.open(
            new Remote(alice.address(), alice.address(), formats, formats, Direction.SENDRECV));
    b = relay.open(bob);
    relay.service.bridge(a, b);
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    relay.close();
  }

  @Test
  void reportsOfAnyKindPassBothWaysBesideTheSound() throws IOException {
    for (var report : List.of(REPORT, FEEDBACK)) {
      alice.say(a, report);
      assertThat(bob.hearControl()).isEqualTo(report);
      bob.control(b, report);
      assertThat(alice.hear()).isEqualTo(report);
      alice.reaches(a, bob);
      bob.reaches(b, alice);
    }
    assertThat(a.statistics().packetsReceived()).isEqualTo(2);
  }

  @Test
  void whatComesToThePortAboveIsNobodys() throws IOException {
    alice.control(a, REPORT);
    Relay.await("counted", () -> a.statistics().strangers() == 1);
  }

  @Test
  void aReportOfAStrangerOrABrokenOneIsDropped() throws IOException {
    try (var mallory = new Peer()) {
      alice.reaches(a, bob);
      mallory.say(a, REPORT);
      Relay.await("the stranger's", () -> a.statistics().strangers() == 1);
      alice.say(a, new byte[] {(byte) 0x80, (byte) 201, 0, 9, 0, 0, 0, 7});
      Relay.await("the broken one", () -> a.statistics().malformed() == 1);
      alice.reaches(a, bob);
    }
  }
}
