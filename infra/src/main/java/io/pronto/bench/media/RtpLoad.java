package io.pronto.bench.media;

import io.pronto.bench.Usage;
import io.pronto.media.secure.SrtpKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Calls in which both parties speak G.711 in packets of 20 ms through one relay. */
final class RtpLoad implements AutoCloseable {
  /** The mark of callers in {@link Party}. */
  static final int CALLERS = 1;

  /** The mark of callees. */
  static final int CALLEES = 2;

  private static final long SLICE_NANOS = 1_000_000;
  private static final Duration LEAD = Duration.ofMillis(500);
  private static final Duration DRAIN = Duration.ofMillis(700);

  private final ProcessHandle relay;
  private final Party callers;
  private final Party callees;
  private long slice;
  private long due;

  /**
   * Sets up {@code calls} calls through {@code relay}.
   *
   * @param key with which the callers protect what they say; they speak plain RTP without one
   * @param transcode whether the callees speak Opus
   */
  RtpLoad(
      MediaRelay relay,
      int calls,
      int callerPort,
      int calleePort,
      Optional<SrtpKey> key,
      boolean transcode) {
    this.relay = relay.process();
    var fromCallers = new ArrayList<Integer>();
    var fromCallees = new ArrayList<Integer>();
    for (int i = 0; i < calls; i++) {
      var ports = relay.open(callerPort, calleePort);
      fromCallers.add(ports.forCaller());
      fromCallees.add(ports.forCallee());
    }
    var plain = transcode ? Optional.of(Speech.plain()) : Optional.<Speech>empty();
    var opus = transcode ? Optional.of(Speech.opus()) : Optional.<Speech>empty();
    callers = new Party(callerPort, CALLERS, CALLEES, fromCallers, key, plain);
    callees = new Party(calleePort, CALLEES, CALLERS, fromCallees, Optional.empty(), opus);
  }

  /**
   * Takes over the sound of calls that are up, in G.711 like a voice.
   *
   * @param relay the process whose CPU is measured
   * @param fromCallers the relay's ports that callers, at {@code callerPort}, send to
   */
  RtpLoad(
      ProcessHandle relay,
      int callerPort,
      List<Integer> fromCallers,
      int calleePort,
      List<Integer> fromCallees) {
    this.relay = relay;
    var speech = Optional.of(Speech.plain());
    callers = new Party(callerPort, CALLERS, CALLEES, fromCallers, Optional.empty(), speech);
    callees = new Party(calleePort, CALLEES, CALLERS, fromCallees, Optional.empty(), speech);
  }

  /** Lets all parties speak for {@code time} and says what that cost the relay. */
  Sample run(Duration time) {
    long sentBefore = callers.sent() + callees.sent();
    long receivedBefore = received();
    due = System.nanoTime();
    speak(LEAD);
    var cpu = Usage.of(relay);
    long relayed = received();
    speak(time);
    cpu = Usage.of(relay).minus(cpu);
    relayed = received() - relayed;
    drain();
    long sent = callers.sent() + callees.sent() - sentBefore;
    return new Sample(cpu, relayed, sent, sent - (received() - receivedBefore));
  }

  /**
   * Lets all parties go on speaking for {@code time}, without a pause before or after it: nobody's
   * timestamps stand still. What is on its way when it ends comes in the next.
   */
  Sample goOn(Duration time) {
    long sentBefore = callers.sent() + callees.sent();
    long receivedBefore = received();
    if (due == 0) {
      due = System.nanoTime();
    }
    var cpu = Usage.of(relay);
    speak(time);
    cpu = Usage.of(relay).minus(cpu);
    long sent = callers.sent() + callees.sent() - sentBefore;
    long relayed = received() - receivedBefore;
    return new Sample(cpu, relayed, sent, sent - relayed);
  }

  /** How many packets never came back, of all that were sent, when nobody speaks any more. */
  long lost() {
    drain();
    return callers.sent() + callees.sent() - received();
  }

  /** Packets that each party of each call has said so far. */
  int frames() {
    return callers.frames();
  }

  /** Packets that came back to the wrong party, or from nobody. */
  long strays() {
    return callers.strays() + callees.strays();
  }

  @Override
  public void close() {
    List.of(callers, callees).forEach(Party::close);
  }

  private long received() {
    return callers.received() + callees.received();
  }

  private void speak(Duration time) {
    long end = due + time.toNanos();
    while (due < end) {
      int turn = (int) (slice++ % Party.SLICES);
      callers.send(turn);
      callees.send(turn);
      receive();
      due += SLICE_NANOS;
      LockSupport.parkNanos(due - System.nanoTime());
    }
    receive();
  }

  /** Takes what is still on its way, until none has come for a while: the rest is lost. */
  private void drain() {
    long before = -1;
    long end = System.nanoTime();
    while (received() > before || System.nanoTime() < end) {
      if (received() > before) {
        before = received();
        end = System.nanoTime() + DRAIN.toNanos();
      }
      LockSupport.parkNanos(SLICE_NANOS);
      receive();
    }
  }

  private void receive() {
    callers.receive();
    callees.receive();
  }

  /**
   * What one round showed.
   *
   * @param cpu used by the relay while {@code relayed} packets came back
   * @param sent packets sent, with those of the lead
   * @param lost those that never came back
   */
  record Sample(Duration cpu, long relayed, long sent, long lost) {
    /** CPU per relayed packet, microseconds. */
    double microsPerPacket() {
      return cpu.toNanos() / 1e3 / relayed;
    }
  }
}
