package io.pronto.media.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Stretch;
import io.pronto.media.relay.TapNote.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LanePropertyTest {
  private record Sent(int sequence, int timestamp, long arrival) {}

  @Property(tries = 300)
  void lossAndOrderNeverMoveWhatCame(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int lossPercent,
      @ForAll @IntRange(max = 2000) int jitter,
      @ForAll @IntRange(min = 1, max = 400) int packets) {
    var random = new Random(seed);
    var sent = new ArrayList<Sent>();
    int first = random.nextInt();
    for (int i = 0; i < packets; i++) {
      long late = i == 0 ? 0 : random.nextInt(jitter + 1);
      if (i % 50 == 0 || i == packets - 1 || random.nextInt(100) >= lossPercent) {
        long delay = i % 50 == 0 ? 0 : late;
        sent.add(new Sent(first + i & 0xFFFF, first + i * Take.FRAME, i * Take.FRAME + delay));
      }
    }
    sent.sort(Comparator.comparingLong(Sent::arrival));
    var take = new Take();
    sent.forEach(each -> take.sound(1, each.sequence, each.timestamp, each.arrival));

    var track = take.end((long) packets * Take.FRAME);

    for (var each : sent) {
      take.holds(each.timestamp - first, each.timestamp, Take.FRAME);
    }
    assertThat(track.total(Content.SOUND)).isEqualTo(20L * sent.size());
    assertThat(track.total(Content.LOST)).isEqualTo(20L * (packets - sent.size()));
    assertThat(track.packets().expected()).isEqualTo(packets);
    assertThat(track.packets().written()).isEqualTo(sent.size());
  }

  @Property(tries = 300)
  void howeverLateItBeginsAStreamIsWhole(
      @ForAll long seed, @ForAll @IntRange(max = 1200) int jitter) {
    var random = new Random(seed);
    var take = new Take();
    long arrival = 0;
    for (int i = 0; i < 100; i++) {
      arrival = Math.max(arrival, 1600 + i * Take.FRAME + random.nextInt(jitter + 1));
      take.sound(1, i, i * Take.FRAME, arrival);
    }

    take.end(1600 + 130L * Take.FRAME);

    var samples = take.samples();
    int begin = 0;
    while (samples[begin] == 0) {
      begin++;
    }
    assertThat(begin).isBetween(1600, 1600 + jitter);
    take.holds(begin, 0, 10 * Take.FRAME);
  }

  @Property(tries = 500)
  void whateverComesTheManifestAccountsForAllOfIt(@ForAll long seed) {
    var random = new Random(seed);
    var take = new Take();
    long arrival = 0;
    int sequence = random.nextInt(1 << 16);
    int timestamp = random.nextInt();
    int source = 1;
    int said = 0;
    for (int i = 0; i < 300; i++) {
      arrival += random.nextInt(4) == 0 ? random.nextInt(6000) : random.nextInt(320);
      switch (random.nextInt(12)) {
        case 0 -> timestamp = random.nextInt();
        case 1 -> sequence = random.nextInt(1 << 16);
        case 2 -> source++;
        case 3 -> take.note(State.values()[random.nextInt(State.values().length)], arrival);
        case 4 -> take.lane.missed();
        case 5 -> take.timeline.pause(arrival, "");
        case 6 -> take.timeline.resume(arrival);
        case 7 -> {
          var packet = Take.packet(random.nextInt(128), source, sequence++ & 0xFFFF, timestamp);
          take.arrive(packet, arrival);
          said++;
        }
        default -> {
          take.sound(source, sequence++ & 0xFFFF, timestamp += Take.FRAME, arrival);
          said++;
        }
      }
    }

    var track = take.end(arrival + random.nextInt(5000));

    assertThat(track.packets().seen()).isEqualTo(said);
    assertThat(track.packets().written()).isLessThanOrEqualTo(said);
    assertThat(track.packets().expected()).isGreaterThanOrEqualTo(track.packets().written());
    assertSilenceIsSilent(take, track.stretches());
  }

  /** To the millisecond: less of a packet than that may be left at the edge of what is written. */
  private static void assertSilenceIsSilent(Take take, List<Stretch> stretches) {
    var samples = take.samples();
    for (var stretch : stretches) {
      int sounding = 0;
      for (long at = stretch.fromMillis() * 8; at < stretch.toMillis() * 8; at++) {
        boolean silent = samples[(int) at] == 0 || stretch.content() == Content.SOUND;
        sounding = silent ? 0 : sounding + 1;
        if (sounding >= 8) {
          fail("%s sounds at %d", stretch, at);
        }
      }
    }
  }
}
