package io.pronto.media.record;

import io.pronto.core.lease.Lease;
import io.pronto.core.lease.Leases;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Track;
import io.pronto.media.RecordingPlan;
import io.pronto.media.RecordingReport;
import io.pronto.media.Side;
import io.pronto.media.SoundListener;
import io.pronto.media.codec.G711;
import io.pronto.media.relay.Forwarder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One recording. Public methods may be called from any thread; what they ask for is done on the
 * recorder's, as of the moment they were called.
 */
public final class Session {
  /** Packets may be late by so many samples and still find their place: 400 ms. */
  static final int PATIENCE = 2 * Timeline.CHUNK;

  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration LONGEST_BEFORE = Duration.ofMinutes(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final long NANOS_PER_SAMPLE = 1_000_000_000L / G711.RATE;

  private final Recorder recorder;
  private final RecordingPlan plan;
  private final Tape tape;
  private final Overheard sink;
  private final Timeline timeline;
  private final Ear caller;
  private final Ear called;
  private final Lease lease;
  private final CompletableFuture<RecordingReport> report = new CompletableFuture<>();
  private final long started;
  private Consumer<Boolean> keyingTold = _ -> {};
  private boolean keying;
  private long end;
  private volatile boolean finished;

  Session(Recorder recorder, RecordingPlan plan, SoundListener listener, Leases leases) {
    this.recorder = recorder;
    this.plan = plan;
    tape = Tape.create(plan);
    started = System.nanoTime() - sinceStart(plan.startedAt()).toNanos();
    sink = new Overheard(tape, listener);
    timeline = new Timeline(sink);
    caller = newEar(Side.CALLER);
    called = newEar(Side.CALLED);
    lease = leases.take(Leases.Kind.RECORDER, plan.call(), LONGEST, this::askToFinish);
  }

  /** The recording's id. */
  public String id() {
    return plan.id();
  }

  /**
   * Has {@code side} hear {@code party} in place of whom it heard.
   *
   * @param leg by which leg of the call, if anybody says
   * @throws IllegalArgumentException when {@code party} lives on another loop: what belongs to one
   *     call shares a loop
   */
  public void attach(Side side, Forwarder party, Optional<String> leg) {
    if (party.loop() != recorder.loop()) {
      throw new IllegalArgumentException("Only endpoints of the recording's call can be attached");
    }
    if (finished) {
      return;
    }
    int tap = recorder.number();
    ask(at -> ear(side).hear(party, tap, leg, at));
    party.tap(tap);
  }

  /** Has {@code side} hear nobody. */
  public void detach(Side side) {
    ask(at -> ear(side).leave(at));
  }

  /** Keeps nothing until {@link #resume}, for {@code reason}. */
  public void pause(String reason) {
    ask(at -> timeline.pause(at, reason));
  }

  /** Keeps again what comes. */
  public void resume() {
    ask(timeline::resume);
  }

  /** Keeps nothing while a card number or a code is keyed, and tells when that begins and ends. */
  public void pauseWhileKeyed(Consumer<Boolean> told) {
    ask(
        _ -> {
          timeline.watchForCards();
          keyingTold = told;
        });
  }

  /** {@code side} has pressed a key that is not in its sound. */
  public void pressed(Side side, char key) {
    ask(
        at -> {
          timeline.keyEvent(side, at, at);
          timeline.pressed(side, key, at, Timeline.Told.MESSAGE);
        });
  }

  /** Ends it, waits until its file is on disk and says how it went; again, says the same. */
  public RecordingReport stop() {
    askToFinish();
    return report
        .copy()
        .completeOnTimeout(tape.stuck(), STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** Takes what came out of the ring for one of the lanes, if it came before the end. */
  void take(Lane lane, ByteBuffer tapped, long arrivalNanos) {
    if (finished && arrivalNanos - end > 0) {
      return;
    }
    long arrival = position(arrivalNanos);
    timeline.writeUntil(arrival - recorder.patience());
    lane.take(tapped, arrival);
  }

  /** Writes what is old enough at {@code nowNanos}. */
  void advance(long nowNanos) {
    if (finished) {
      return;
    }
    long now = position(nowNanos);
    timeline.writeUntil(now - recorder.patience());
    boolean keyed = timeline.keyedAt(now);
    if (keyed != keying) {
      keying = keyed;
      keyingTold.accept(keyed);
    }
  }

  /**
   * Ends it as of {@code nanos}: {@link #finish} is due when what came before has been taken.
   * Again, returns false.
   */
  boolean endsAt(long nanos) {
    if (finished) {
      return false;
    }
    end = nanos;
    finished = true;
    return true;
  }

  /**
   * Writes what is left; the rest is done on a thread that may wait for the disk. Whatever befalls
   * a step, the others are done and the report comes.
   */
  void finish() {
    var ending = new Ending(plan);
    ending.tidy(caller::deafen);
    ending.tidy(called::deafen);
    ending.tidy(caller.lane()::close);
    ending.tidy(called.lane()::close);
    recorder.remove(this);
    ending.tidy(lease::close);
    ending.need(() -> timeline.finish(position(end)));
    sink.end();
    Thread.ofVirtual().name("recording").start(() -> report.complete(write(ending)));
  }

  private RecordingReport write(Ending ending) {
    var manifest = ending.make(this::manifest, Manifest.nothing(true));
    return ending.judge(ending.make(() -> tape.end(manifest), Ending.lost()));
  }

  private Manifest manifest() {
    return new Manifest(
        true, track(Side.CALLER, caller), track(Side.CALLED, called), timeline.pauses());
  }

  private Track track(Side side, Ear ear) {
    var track = timeline.track(side, ear.lane().packets());
    return track.by(ear.lane().legs(track.millis()));
  }

  private void askToFinish() {
    long now = System.nanoTime();
    recorder.end(this, now);
  }

  /** Has {@code action} done as of now, if the recording has not ended then. */
  private void ask(LongConsumer action) {
    long now = System.nanoTime();
    recorder.run(
        () -> {
          if (!finished) {
            advance(now);
            action.accept(position(now));
          }
        });
  }

  private Ear newEar(Side side) {
    return new Ear(this, new Lane(side, timeline, recorder.packet()), recorder);
  }

  private Ear ear(Side side) {
    return side == Side.CALLER ? caller : called;
  }

  /** By a clock that may be set meanwhile. */
  private static Duration sinceStart(Instant startedAt) {
    var since = Duration.between(startedAt, Instant.now());
    return since.isNegative() || since.compareTo(LONGEST_BEFORE) > 0 ? Duration.ZERO : since;
  }

  private long position(long nanos) {
    return (nanos - started) / NANOS_PER_SAMPLE;
  }
}
