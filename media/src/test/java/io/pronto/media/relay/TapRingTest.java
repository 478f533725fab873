package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TapRingTest {
  private final TapRing ring = new TapRing(4096);

  @Property
  void whatIsOfferedComesOutInOrder(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 700) Integer> lengths) {
    var tapped = new TapRing(4096);
    var expected = new ArrayList<String>();
    var drained = new ArrayList<String>();
    for (int length : lengths) {
      var packet = packet(length);
      if (!tapped.offer(length, length * 3L, packet)) {
        tapped.drain((tap, at, bytes) -> drained.add(describe(tap, at, bytes)));
        assertThat(tapped.offer(length, length * 3L, packet)).isTrue();
      }
      expected.add(describe(length, length * 3L, packet));
    }
    tapped.drain((tap, at, bytes) -> drained.add(describe(tap, at, bytes)));

    assertThat(drained).isEqualTo(expected);
  }

  @Test
  void whenFullItDropsAndCounts() {
    int kept = 0;
    while (ring.offer(1, 0, packet(172))) {
      kept++;
    }

    assertThat(kept).isEqualTo(4096 / 192);
    assertThat(ring.dropped()).isEqualTo(1);
    assertThat(ring.drain((tap, at, bytes) -> {})).isEqualTo(kept);
    assertThat(ring.offer(1, 0, packet(172))).isTrue();
  }

  @Test
  void aPacketOverWhichTheReaderFailsIsNotHandedOverAgain() {
    for (int i = 0; i < 3; i++) {
      ring.offer(i, 0, packet(172));
    }
    var read = new ArrayList<Integer>();
    TapRing.Reader fails =
        (tap, at, bytes) -> {
          read.add(tap);
          if (tap == 1) {
            throw new IllegalStateException("This one cannot be read");
          }
        };

    assertThatThrownBy(() -> ring.drain(fails)).isInstanceOf(IllegalStateException.class);
    ring.drain(fails);

    assertThat(read).containsExactly(0, 1, 2);
  }

  @Test
  void whereItDroppedItSaysSoInItsPlace() {
    for (int round = 0; round < 50; round++) {
      int kept = 0;
      while (ring.offer(kept, 0, packet(round * 10))) {
        kept++;
      }
      ring.offer(99, 0, packet(round * 10));
      ring.drain((tap, at, bytes) -> {});
      ring.offer(1, 0, packet(5));
      ring.offer(2, 0, packet(5));
      var told = new ArrayList<String>();

      ring.drain(
          new TapRing.Reader() {
            @Override
            public void packet(int tap, long arrivalNanos, ByteBuffer packet) {
              told.add("packet " + tap);
            }

            @Override
            public void missed() {
              told.add("missed");
            }
          });

      assertThat(told).containsExactly("missed", "packet 1", "packet 2");
    }
  }

  @Test
  void oneThreadWritesWhileAnotherReads() throws InterruptedException {
    int packets = 200_000;
    var writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < packets; i++) {
                    var packet = packet(i % 300).putInt(0, i);
                    while (!ring.offer(i, i, packet)) {
                      Thread.onSpinWait();
                    }
                  }
                });
    int[] next = {0};

    while (next[0] < packets) {
      ring.drain(
          (tap, at, bytes) -> {
            assertThat(tap).isEqualTo(next[0]);
            assertThat(bytes.getInt(bytes.position())).isEqualTo(next[0]++);
          });
    }

    writer.join();
  }

  @Test
  void itsSizeIsAPowerOfTwo() {
    assertThatThrownBy(() -> new TapRing(5000)).isInstanceOf(IllegalArgumentException.class);
  }

  private static ByteBuffer packet(int length) {
    var bytes = new byte[length + 4];
    Arrays.fill(bytes, (byte) length);
    return ByteBuffer.wrap(bytes);
  }

  private static String describe(int tap, long at, ByteBuffer bytes) {
    var copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return tap + " " + at + " " + Arrays.hashCode(copy) + " " + copy.length;
  }
}
