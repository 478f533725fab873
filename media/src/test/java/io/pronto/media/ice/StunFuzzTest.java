package io.pronto.media.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Mutants;
import io.pronto.media.ice.IceLite.Check;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fuzz target: a packet of STUN, as it is and with a right length and FINGERPRINT. */
class StunFuzzTest {
  private static final IceCredentials OURS = new IceCredentials("ours", "o".repeat(22));
  private static final IceCredentials THEIRS = new IceCredentials("them", "t".repeat(22));
  private static final IceLite ICE = new IceLite(new IceTerms(OURS, THEIRS, false));
  private static final InetSocketAddress SOURCE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_000);

  @Test
  void messagesWhateverTheyHoldAreJudged() {
    Mutants.feed(seeds(), 20_000, StunFuzzTest::fuzzerTestOneInput);
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    check(ByteBuffer.wrap(input));
    if (input.length >= StunRequest.HEADER) {
      check(fingerprinted(input));
    }
  }

  private static void check(ByteBuffer packet) {
    switch (ICE.check(packet, SOURCE)) {
      case Check.Valid(var answer, _) -> assertThat(StunRequest.isMessage(answer)).isTrue();
      case Check.Refused(var answer) -> assertThat(StunRequest.isMessage(answer)).isTrue();
      case Check.Idle(), Check.Malformed() -> {}
    }
  }

  private static ByteBuffer fingerprinted(byte[] input) {
    var message = ByteBuffer.allocate((input.length & ~3) + 8);
    int end = input.length & ~3;
    message.put(input, 0, end).putShort(2, (short) (message.capacity() - StunRequest.HEADER));
    message.putInt(4, StunRequest.COOKIE);
    message.putShort((short) StunRequest.FINGERPRINT).putShort((short) 4);
    return message.putInt(StunRequest.fingerprint(message.array(), end)).flip();
  }

  static List<byte[]> seeds() {
    return List.of(
        Asker.request(OURS, THEIRS, true, true),
        Asker.request(OURS, THEIRS, false, false),
        Asker.begin().username("ours:them").fingerprint(),
        Asker.begin().username("ours:them").attribute(0x7777, new byte[3]).fingerprint(),
        Asker.begin().bytes(),
        new byte[] {
          0, 17, 0, 0, 0x21, 0x12, (byte) 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2
        });
  }
}
