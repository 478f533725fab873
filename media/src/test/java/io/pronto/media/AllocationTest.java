package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllocationTest {
  private static final int PACKETS = 10_000;

  @Test
  void relayingAllocatesNothingPerPacket() throws Exception {
    try (var relay = new Relay("127.0.0.1", 45_000, 45_099, Duration.ofSeconds(30));
        var alice = new Peer();
        var bob = new Peer()) {
      var a = relay.open(alice.remote().with(PacketTime.of(20)));
      var b = relay.open(bob.remote().with(PacketTime.of(20)));
      relay.service.bridge(a, b);
      a.forwarder().tap(1);
      converse(alice, a, bob, b, 2000);
      relay.event(MediaEvent.Measured.class); // what is done for the first time is done

      long before = allocated(a);
      converse(alice, a, bob, b, PACKETS);
      long bytes = allocated(a) - before;

      assertThat(bytes / PACKETS).as(bytes + " bytes in all").isZero();
    }
  }

  @Test
  void cipheringAllocatesNothingPerPacket() throws Exception {
    try (var relay = new Relay("127.0.0.1", 45_100, 45_199, Duration.ofSeconds(30));
        var alice = new Peer();
        var bob = new Peer()) {
      var alices = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
      var ours = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
      var cipherer = new Cipherer(alices, ours);
      var a = relay.open(alice.remote().with(new SrtpKeys(ours, alices)));
      var b = relay.open(bob);
      relay.service.bridge(a, b);
      converse(alice, cipherer, a, bob, b, 4000);
      relay.event(MediaEvent.Measured.class); // what is done for the first time is done

      long before = allocated(a);
      converse(alice, cipherer, a, bob, b, PACKETS);
      long bytes = allocated(a) - before;

      assertThat(bytes / PACKETS).as(bytes + " bytes in all").isZero();
    }
  }

  @Test
  void cuttingAnewAllocatesNothingPerPacket() throws Exception {
    try (var relay = new Relay("127.0.0.1", 45_800, 45_899, Duration.ofSeconds(30));
        var alice = new Peer();
        var bob = new Peer()) {
      var a = relay.open(alice);
      var b = relay.open(bob.remote().with(PacketTime.of(10)));
      relay.service.bridge(a, b);
      for (int i = 0; i < 2; i++) { // these are passed as they are
        alice.say(a);
        bob.hear();
      }
      talk(alice, a, bob, 3000);
      relay.event(MediaEvent.Measured.class); // what is done for the first time is done

      long before = allocated(a);
      talk(alice, a, bob, PACKETS);
      long bytes = allocated(a) - before;

      assertThat(bytes / PACKETS).as(bytes + " bytes in all").isZero();
    }
  }

  /** Packets of 20 ms from {@code alice}, of which {@code bob} hears two each. */
  private static void talk(Peer alice, Endpoint a, Peer bob, int packets) throws IOException {
    for (int i = 0; i < packets; i += 10) {
      for (int j = 0; j < 10; j++) {
        alice.say(a);
      }
      for (int j = 0; j < 20; j++) {
        assertThat(bob.hear()).hasSize(92);
      }
    }
  }

  private static void converse(
      Peer alice, Cipherer cipherer, Endpoint a, Peer bob, Endpoint b, int packets)
      throws IOException {
    for (int i = 0; i < packets; i += 20) {
      for (int j = 0; j < 10; j++) {
        alice.say(a, cipherer.protect(alice.speech()));
        bob.say(b);
      }
      for (int j = 0; j < 10; j++) {
        alice.hear();
        bob.hear();
      }
    }
  }

  private static void converse(Peer alice, Endpoint a, Peer bob, Endpoint b, int packets)
      throws IOException {
    for (int i = 0; i < packets; i += 20) {
      for (int j = 0; j < 10; j++) {
        alice.say(a);
        bob.say(b);
      }
      for (int j = 0; j < 10; j++) {
        alice.hear();
        bob.hear();
      }
    }
  }

  private static long allocated(Endpoint endpoint) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = endpoint.forwarder().loop().threadId();
    return threads.getThreadAllocatedBytes(id);
  }
}
