package io.pronto.media.record;

import static io.pronto.media.record.Take.FRAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Packets;
import io.pronto.core.manifest.Stretch;
import io.pronto.media.Side;
import io.pronto.media.relay.TapNote.State;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTest {
  private static final int SSRC = 7;
  private static final int SECOND = 8000;

  private final Take take = new Take();

  @Test
  void jitterMovesNothing() {
    var random = new Random(1);
    for (int i = 0; i < 500; i++) {
      take.sound(SSRC, i, i * FRAME, 800 + i * FRAME + (i == 0 ? 0 : random.nextInt(900)));
    }

    var track = take.end(800 + 500 * FRAME + SECOND);

    take.holds(800, 0, 500 * FRAME);
    assertThat(track.stretches())
        .containsExactly(
            new Stretch(0, 100, Content.NOT_STARTED),
            new Stretch(100, 10_100, Content.SOUND),
            new Stretch(10_100, 11_100, Content.SILENT));
    assertThat(track.packets()).isEqualTo(new Packets(500, 500, 500));
  }

  @Test
  void numbersAndTimestampsWrapUnheard() {
    int sequence = 65_530;
    int timestamp = -400;
    for (int i = 0; i < 100; i++) {
      take.sound(SSRC, sequence + i & 0xFFFF, timestamp + i * FRAME, i * FRAME);
    }

    var track = take.end(100 * FRAME);

    take.holds(0, timestamp, 100 * FRAME);
    assertThat(track.packets()).isEqualTo(new Packets(100, 100, 100));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9995, 1.0005})
  void aClockThatIsOffBy500PpmForTenMinutesLosesNothing(double rate) {
    int packets = 30_000;
    for (int i = 0; i < packets; i++) {
      take.sound(SSRC, i & 0xFFFF, i * FRAME, Math.round(i * FRAME * rate));
    }
    long end = Math.round(packets * FRAME * rate);

    var track = take.end(end);

    assertThat(track.packets()).isEqualTo(new Packets(packets, packets, packets));
    assertThat(track.total(Content.LOST)).isZero();
    assertThat(track.total(Content.SOUND)).isCloseTo(end / 8, within(end / 8 / 100));
  }

  @Test
  void whatIsLostIsSilenceOfItsOwnLength() {
    for (int i = 0; i < 200; i++) {
      if (i % 50 < 47) {
        take.sound(SSRC, i, i * FRAME, i * FRAME);
      }
    }

    var track = take.end(200 * FRAME);

    take.holdsSilence(47 * FRAME, 3 * FRAME);
    take.holds(50 * FRAME, 50 * FRAME, 47 * FRAME);
    assertThat(track.total(Content.LOST)).isEqualTo(3 * 60);
    assertThat(track.packets()).isEqualTo(new Packets(197, 188, 188));
  }

  @Test
  void aLongLossIsALossFromItsBeginning() {
    for (int i = 0; i < 300; i++) {
      if (i < 50 || i >= 200) {
        take.sound(SSRC, i, i * FRAME, i * FRAME);
      }
    }

    var track = take.end(300 * FRAME);

    assertThat(track.stretches())
        .containsExactly(
            new Stretch(0, 1000, Content.SOUND),
            new Stretch(1000, 4000, Content.LOST),
            new Stretch(4000, 6000, Content.SOUND));
  }

  @Test
  void whatComesInTheWrongOrderOrTwiceFindsItsPlaceOnce() {
    int[] order = {0, 1, 4, 3, 2, 2, 5, 9, 6, 7, 8, 8, 10};
    for (int i = 0; i < order.length; i++) {
      take.sound(SSRC, order[i], order[i] * FRAME, Math.max(i, order[i]) * FRAME);
    }

    var track = take.end(11 * FRAME);

    take.holds(0, 0, 11 * FRAME);
    assertThat(track.total(Content.SOUND)).isEqualTo(220);
    assertThat(track.packets()).isEqualTo(new Packets(11, 13, 11));
  }

  @Test
  void anotherSourceIsPlacedByItsArrival() {
    for (int i = 0; i < 100; i++) {
      take.sound(SSRC, i, i * FRAME, i * FRAME);
    }
    for (int i = 0; i < 100; i++) {
      take.sound(8, 40_000 + i, 5_000_000 + i * FRAME, 20_000 + i * FRAME);
    }

    var track = take.end(20_000 + 100 * FRAME);

    take.holds(20_000, 5_000_000, 100 * FRAME);
    assertThat(track.stretches())
        .containsExactly(
            new Stretch(0, 2000, Content.SOUND),
            new Stretch(2000, 2500, Content.SILENT),
            new Stretch(2500, 4500, Content.SOUND));
    assertThat(track.packets()).isEqualTo(new Packets(200, 200, 200));
  }

  @Test
  void aTimestampThatLeapsLeavesNoGap() {
    for (int leap : new int[] {1_000_000, -1_000_000, 5000, -5000, Integer.MIN_VALUE}) {
      var other = new Take();
      for (int i = 0; i < 100; i++) {
        int timestamp = i * FRAME + (i < 50 ? 0 : leap);
        other.sound(SSRC, i, timestamp, i * FRAME + i % 3 * 50);
      }

      var track = other.end(100 * FRAME + 300);

      assertThat(track.total(Content.SOUND)).as("leap %d", leap).isBetween(1988L, 2015L);
      assertThat(track.packets().written()).isEqualTo(100);
    }
  }

  @Test
  void silenceSuppressionKeepsItsTime() {
    for (int i = 0; i < 400; i++) {
      if (i / 100 % 2 == 0) {
        take.sound(SSRC, i - i / 200 * 100, i * FRAME, i * FRAME + i % 5 * 60);
      }
    }

    var track = take.end(400 * FRAME);

    take.holds(200 * FRAME, 200 * FRAME, 100 * FRAME);
    assertThat(track.stretches())
        .containsExactly(
            new Stretch(0, 2000, Content.SOUND),
            new Stretch(2000, 4000, Content.SILENT),
            new Stretch(4000, 6000, Content.SOUND),
            new Stretch(6000, 8000, Content.SILENT));
    assertThat(track.packets()).isEqualTo(new Packets(200, 200, 200));
  }

  @Test
  void aHoldIsNeitherLossNorSilence() {
    for (int i = 0; i < 300; i++) {
      if (i == 100) {
        take.note(State.HELD, i * FRAME);
      }
      if (i == 200) {
        take.note(State.OPEN, i * FRAME);
      }
      if (i < 100 || i >= 200) {
        take.sound(SSRC, i, i * FRAME, i * FRAME);
      }
    }

    var track = take.end(300 * FRAME);

    assertThat(track.stretches())
        .containsExactly(
            new Stretch(0, 2000, Content.SOUND),
            new Stretch(2000, 4000, Content.HELD),
            new Stretch(4000, 6000, Content.SOUND));
    assertThat(track.packets()).isEqualTo(new Packets(200, 200, 200));
  }

  @Test
  void keysAndComfortNoiseAreNoSoundAndNoFault() {
    for (int i = 0; i < 100; i++) {
      take.sound(SSRC, i, i * FRAME, i * FRAME);
    }
    for (int i = 100; i < 150; i++) {
      take.arrive(Take.packet(13, SSRC, i, 100 * FRAME), i * FRAME);
    }
    for (int i = 150; i < 200; i++) {
      take.arrive(Take.packet(96, SSRC, i, 100 * FRAME), i * FRAME);
    }
    for (int i = 200; i < 250; i++) {
      take.sound(SSRC, i, i * FRAME, i * FRAME);
    }

    var track = take.end(250 * FRAME);

    assertThat(track.stretches())
        .containsExactly(
            new Stretch(0, 2000, Content.SOUND),
            new Stretch(2000, 3000, Content.SILENT),
            new Stretch(3000, 4000, Content.UNDECODED),
            new Stretch(4000, 5000, Content.SOUND));
    assertThat(track.packets()).isEqualTo(new Packets(250, 250, 150));
  }

  @Test
  void aClockThatRunsWrongIsFollowedWithoutAGap() {
    for (double rate : new double[] {1 + 300e-6, 1 - 300e-6}) {
      var other = new Take();
      var random = new Random(3);
      int packets = 30_000;
      long arrival = 0;
      for (int i = 0; i < packets; i++) {
        arrival = Math.round(i * FRAME * rate);
        other.sound(SSRC, i & 0xFFFF, i * FRAME, arrival + random.nextInt(200));
      }

      var track = other.end(arrival);

      assertThat(track.total(Content.SOUND)).as("at %f", rate).isGreaterThan(track.millis() - 30);
      int lastWhole = (packets - 10) * FRAME;
      long expected = Math.round(lastWhole * rate);
      assertThat(find(other, lastWhole, expected)).isBetween(expected - 80, expected + 80);
    }
  }

  @Test
  void aWayThatBecomesLongerForGoodIsFollowed() {
    for (int i = 0; i < 400; i++) {
      take.sound(SSRC, i, i * FRAME, i * FRAME + (i < 100 ? 0 : 8000));
    }

    var track = take.end(400 * FRAME + 8000);

    take.holds(399 * FRAME + 8000, 399 * FRAME, FRAME);
    assertThat(track.total(Content.LOST)).isBetween(1100L, 1300L);
    assertThat(track.packets().written()).isGreaterThan(385);
  }

  @Test
  void aStallCostsWhatCameTooLateAndNothingAfter() {
    for (int i = 0; i < 400; i++) {
      boolean stalled = i >= 100 && i < 200;
      take.sound(SSRC, i, i * FRAME, (stalled ? 200 : i) * FRAME);
    }

    var track = take.end(400 * FRAME);

    take.holds(0, 0, 100 * FRAME);
    take.holds(200 * FRAME, 200 * FRAME, 200 * FRAME);
    assertThat(track.total(Content.LOST) + track.total(Content.SOUND)).isEqualTo(8000);
    assertThat(track.total(Content.LOST)).isBetween(1000L, 1700L);
  }

  /** All packets of 700 ms come at once, as when nothing of ours ran meanwhile. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3_200})
  void whoWaitsLongerLosesNothingInAStall(int grace) {
    take.grace = grace;
    for (int i = 0; i < 300; i++) {
      boolean stalled = i >= 100 && i < 135;
      take.sound(SSRC, i, i * FRAME, (stalled ? 135 : i) * FRAME);
    }

    var track = take.end(300 * FRAME);

    assertThat(track.packets().written() == 300).isEqualTo(grace > 0);
    if (grace > 0) {
      take.holds(0, 0, 300 * FRAME);
    }
  }

  @Test
  void whatWasHeldUpAtTheBeginningFindsItsPlaceWithWhatFollows() {
    take.sound(SSRC + 1, 7, 7_000, 0);
    for (int i = 0; i < 100; i++) {
      take.sound(SSRC, i, i * FRAME, 2 * FRAME + Math.max(i * FRAME, 15 * FRAME + 90));
    }

    var track = take.end(102 * FRAME);

    take.holds(0, 7_000, FRAME);
    take.holdsSilence(FRAME, FRAME);
    take.holds(2 * FRAME, 0, 100 * FRAME);
    assertThat(track.stretches())
        .containsExactly(
            new Stretch(0, 20, Content.SOUND),
            new Stretch(20, 40, Content.SILENT),
            new Stretch(40, 2_040, Content.SOUND));
    assertThat(track.packets()).isEqualTo(new Packets(101, 101, 101));
  }

  @Test
  void aStreamThatWasHeldUpCoversNothingThatWasSaidBefore() {
    for (int i = 0; i < 50; i++) {
      take.sound(SSRC, i, i * FRAME, i * FRAME);
    }
    for (int i = 0; i < 500; i++) {
      take.sound(SSRC + 1, i, i * FRAME, Math.max((40 + i) * FRAME, 55 * FRAME));
    }

    take.end(600 * FRAME);

    take.holds(0, 0, 50 * FRAME);
    take.holds(50 * FRAME, 0, FRAME);
  }

  @Test
  void whatCameLateIsMovedWithItsStream() {
    long[] arrivals = {808, 800, 816, 824};
    for (int i : new int[] {1, 0, 2, 3}) {
      take.sound(SSRC, i, i * FRAME, arrivals[i]);
    }

    var track = take.end(2 * SECOND);

    take.holds(824 - 3 * FRAME, 0, 4 * FRAME);
    assertThat(track.total(Content.SOUND)).isEqualTo(80);
  }

  @Test
  void whatIsLostInWhatWasHeldUpIsLost() {
    take.sound(SSRC, 0, 0, 1_600);
    take.sound(SSRC, 7, 7 * FRAME, 1_616);

    var track = take.end(2 * SECOND);

    take.holds(1_616 - 7 * FRAME, 0, FRAME);
    take.holds(1_616, 7 * FRAME, FRAME);
    assertThat(track.total(Content.LOST)).isEqualTo(120);
    assertThat(track.total(Content.SOUND)).isEqualTo(40);
  }

  @Test
  void whatWasSaidBeforeTheRecordingBeganIsNotOnIt() {
    for (int i = 0; i < 100; i++) {
      take.sound(SSRC, i, i * FRAME, Math.max(i - 5, 3) * FRAME);
    }

    take.end(100 * FRAME);

    take.holds(0, 5 * FRAME, 95 * FRAME);
  }

  @Test
  void aFirstPacketThatWasHeldUpForLongIsMadeGoodWithinSeconds() {
    for (int i = 0; i < 1000; i++) {
      take.sound(SSRC, i, i * FRAME, Math.max(i * FRAME, 30 * FRAME));
    }

    take.end(1000 * FRAME);

    assertThat(find(take, 990 * FRAME, 990 * FRAME))
        .isBetween(990L * FRAME - 16, 990L * FRAME + 16);
  }

  @Test
  void whatTheRecorderMissedIsItsOwnFault() {
    for (int i = 0; i < 100; i++) {
      if (i < 40 || i >= 60) {
        take.sound(SSRC, i, i * FRAME, i * FRAME);
      } else {
        take.lane.missed();
      }
    }

    var track = take.end(100 * FRAME);

    assertThat(track.total(Content.OVERFLOW)).isEqualTo(400);
    assertThat(track.total(Content.LOST)).isZero();
  }

  @Test
  void whatCannotBeWrittenIsSaidToBeUnwritten() {
    int[] room = {3};
    var timeline = new Timeline((sound, offset, length) -> room[0]-- > 0);
    var lane = new Lane(Side.CALLER, timeline, new TappedPacket());
    lane.join(0, Optional.empty());
    lane.take(Take.note(State.OPEN), 0);
    for (int i = 0; i < 100; i++) {
      timeline.writeUntil(i * FRAME - Session.PATIENCE);
      lane.take(Take.packet(8, SSRC, i, i * FRAME), i * FRAME);
    }
    timeline.finish(100 * FRAME);

    assertThat(timeline.track(Side.CALLER, lane.packets()).stretches())
        .containsExactly(
            new Stretch(0, 600, Content.SOUND), new Stretch(600, 2000, Content.UNWRITTEN));
  }

  /** Where, about {@code near}, 100 samples from {@code timestamp} on lie. */
  private static long find(Take take, int timestamp, long near) {
    var samples = take.samples();
    for (int at = (int) near - 2000; at < near + 2000 && at + 60 < samples.length; at++) {
      int same = 0;
      while (same < 60 && samples[at + same] == Take.value(timestamp + same)) {
        same++;
      }
      if (same == 60) {
        return at;
      }
    }
    throw new AssertionError("Not found");
  }
}
