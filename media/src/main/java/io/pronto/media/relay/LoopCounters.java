package io.pronto.media.relay;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;

/** What one loop has done with the packets that came, for the operator's graphs. */
final class LoopCounters {
  final Tally relayed = new Tally();
  final Tally strange = new Tally();
  final Tally malformed = new Tally();
  final Tally refused = new Tally();
  final Tally forged = new Tally();
  final Tally stale = new Tally();
  final Tally unsent = new Tally();
  final Tally unreachable = new Tally();
  final Tally transcoded = new Tally();
  final Tally mixed = new Tally();

  /** Ways from one party to another on which sound has begun to be transcoded. */
  final Tally transcodings = new Tally();

  final Tally checks = new Tally();
  final Tally refusedChecks = new Tally();
  final Tally handshake = new Tally();
  final Tally overrun = new Tally();
  final Tally secured = new Tally();
  final Tally unsecured = new Tally();

  /** Shows the counters as {@code pronto.media.packets} and {@code pronto.media.handshakes}. */
  void show(MeterRegistry meters, String loop) {
    show(meters, loop, "relayed", relayed);
    show(meters, loop, "stranger", strange);
    show(meters, loop, "malformed", malformed);
    show(meters, loop, "refused", refused);
    show(meters, loop, "forged", forged);
    show(meters, loop, "stale", stale);
    show(meters, loop, "unsent", unsent);
    show(meters, loop, "unreachable", unreachable);
    show(meters, loop, "transcoded", transcoded);
    show(meters, loop, "mixed", mixed);
    show(meters, loop, "ice", checks);
    show(meters, loop, "ice_refused", refusedChecks);
    show(meters, loop, "dtls", handshake);
    show(meters, loop, "dtls_dropped", overrun);
    showHandshakes(meters, loop, "secured", secured);
    showHandshakes(meters, loop, "failed", unsecured);
    FunctionCounter.builder("pronto.media.transcodings", transcodings, Tally::get)
        .tag("loop", loop)
        .description("Ways from one party to another on which sound was decoded and encoded anew")
        .register(meters);
  }

  private static void showHandshakes(
      MeterRegistry meters, String loop, String result, Tally tally) {
    FunctionCounter.builder("pronto.media.handshakes", tally, Tally::get)
        .tag("loop", loop)
        .tag("result", result)
        .description("Handshakes of DTLS-SRTP by how they ended")
        .register(meters);
  }

  private static void show(MeterRegistry meters, String loop, String result, Tally tally) {
    FunctionCounter.builder("pronto.media.packets", tally, Tally::get)
        .tag("loop", loop)
        .tag("result", result)
        .description("Packets by what became of them")
        .register(meters);
  }
}
