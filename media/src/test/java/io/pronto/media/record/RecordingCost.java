package io.pronto.media.record;

import io.pronto.core.manifest.Manifest;
import io.pronto.media.RecordingPlan;
import io.pronto.media.Side;
import io.pronto.media.relay.TapNote;
import io.pronto.media.relay.TapRing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what recording costs per packet, in CPU time of its thread: the copy into the ring,
 * which the relay pays, and all the rest, files included, which the recorder pays. Prints one line
 * per run; the first ones warm up. Argument: how many calls are recorded at once, by default 200.
 */
public final class RecordingCost {
  private static final int RUNS = 6;
  private static final int PACKETS_EACH = 1500;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final TapRing ring = new TapRing(4 << 20);
  private final Map<Integer, Lane> lanes = new HashMap<>();
  private final Map<Integer, Timeline> timelines = new HashMap<>();
  private final List<Tape> tapes = new ArrayList<>();
  private final Path folder;

  private RecordingCost(int calls) throws IOException {
    folder = Files.createTempDirectory("recording-cost");
    for (int i = 0; i < calls; i++) {
      var plan =
          new RecordingPlan(
              "rec" + i,
              "call",
              folder.resolve("" + i),
              new byte[32],
              new byte[200],
              Instant.now());
      var tape = Tape.create(plan);
      tapes.add(tape);
      var timeline = new Timeline(tape);
      var packet = new TappedPacket();
      for (var side : Side.values()) {
        int number = 2 * i + side.ordinal();
        var lane = new Lane(side, timeline, packet);
        lane.join(0, Optional.empty());
        lane.take(Take.note(TapNote.State.OPEN), 0);
        lanes.put(number, lane);
        timelines.put(number, timeline);
      }
    }
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    int calls = args.length == 0 ? 200 : Integer.parseInt(args[0]);
    for (int run = 1; run <= RUNS; run++) {
      new RecordingCost(calls).run(run, calls);
    }
  }

  private void run(int run, int calls) throws IOException {
    var packet = Take.packet(8, 7, 0, 0);
    long copying = 0;
    long recording = 0;
    for (int i = 0; i < PACKETS_EACH; i++) {
      packet.putShort(2, (short) i).putInt(4, i * Take.FRAME);
      long before = THREADS.getCurrentThreadCpuTime();
      for (int number = 0; number < 2 * calls; number++) {
        ring.offer(number, i * Take.FRAME, packet);
      }
      long between = THREADS.getCurrentThreadCpuTime();
      ring.drain(this::take);
      recording += THREADS.getCurrentThreadCpuTime() - between;
      copying += between - before;
    }
    double packets = 2.0 * calls * PACKETS_EACH;
    System.out.printf(
        "run %d: %d calls, per packet: copied in %.2f us, recorded in %.2f us%n",
        run, calls, copying / packets / 1000, recording / packets / 1000);
    for (int i = 0; i < calls; i++) {
      tapes.get(i).end(Manifest.nothing(false));
      Files.delete(folder.resolve("" + i));
    }
    Files.delete(folder);
  }

  private void take(int number, long arrival, ByteBuffer tapped) {
    timelines.get(number).writeUntil(arrival - Session.PATIENCE);
    lanes.get(number).take(tapped, arrival);
  }
}
