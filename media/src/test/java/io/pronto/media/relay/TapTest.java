package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapTest {
  private static final int OTHER = 1;
  private static final int OURS = 7;

  private final TapRing ring = new TapRing(4096);
  private final Tap tap = new Tap(ring);

  @Test
  void whatTheRecorderMustKnowIsToldWhenThereIsRoomBeforeAnyPacket() {
    fill();
    tap.open(OURS);
    tap.note(false, false, null);
    tap.packet(1, packet());
    assertThat(taken()).isEmpty();

    tap.packet(2, packet());
    tap.packet(3, packet());

    assertThat(taken()).containsExactly("UNKNOWN", "packet", "packet");
  }

  @Test
  void itIsToldThoughNoPacketComes() {
    fill();
    tap.open(OURS);
    tap.note(true, false, null);
    assertThat(tap.settles()).isFalse();
    assertThat(taken()).isEmpty();

    assertThat(tap.settles()).isTrue();

    assertThat(taken()).containsExactly("CLOSED");
  }

  @Test
  void onlyWhatIsTrueNowIsTold() {
    fill();
    tap.open(OURS);
    tap.note(false, false, null);
    tap.note(true, false, null);
    taken();

    tap.packet(1, packet());

    assertThat(taken()).containsExactly("CLOSED", "packet");
  }

  private void fill() {
    while (ring.offer(OTHER, 0, packet())) {
      continue;
    }
  }

  private static ByteBuffer packet() {
    return ByteBuffer.allocate(172).put(0, (byte) 0x80);
  }

  private List<String> taken() {
    var taken = new ArrayList<String>();
    ring.drain(
        (number, at, bytes) -> {
          if (number == OURS) {
            taken.add(TapNote.is(bytes) ? TapNote.state(bytes).name() : "packet");
          }
        });
    return taken;
  }
}
