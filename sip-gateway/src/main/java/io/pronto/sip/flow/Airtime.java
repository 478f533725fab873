package io.pronto.sip.flow;

import io.pronto.core.call.CallId;
import io.pronto.core.call.HangupCause;
import io.pronto.core.fraud.OutsideCall;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.leg.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time that a call to the outside may go on: a minute from its answer, and another one as often
 * as it asks in time and is not refused. For the call's thread.
 */
final class Airtime {
  /** How long before the end of a minute the next one is asked for. */
  private static final Duration AHEAD = Duration.ofSeconds(2);

  private final CallId call;
  private final OutsideCall watched;
  private final Timers timers;
  private final Mailbox mailbox;
  private Optional<Instant> answeredAt = Optional.empty();
  private Optional<Timers.Timer> next = Optional.empty();

  Airtime(CallId call, OutsideCall watched, Timers timers, Mailbox mailbox) {
    this.call = call;
    this.watched = watched;
    this.timers = timers;
    this.mailbox = mailbox;
  }

  /** The first minute begins. */
  void begin() {
    answeredAt = Optional.of(Instant.now());
    next = Optional.of(after(OutsideCall.MINUTE.minus(AHEAD)));
  }

  /** The call is over. */
  void close(HangupCause cause) {
    next.ifPresent(Timers.Timer::cancel);
    var talked =
        answeredAt.map(answer -> Duration.between(answer, Instant.now())).orElse(Duration.ZERO);
    watched.end(talked, isNobodys(cause));
  }

  private Timers.Timer after(Duration wait) {
    return timers.after(wait, call.value(), mailbox, this::ask);
  }

  /** The nodes are asked on another thread: the call's must not wait for them. */
  private void ask() {
    Thread.ofVirtual().name("airtime").start(watched::goOn);
    next = Optional.of(after(OutsideCall.MINUTE));
  }

  private static boolean isNobodys(HangupCause cause) {
    return switch (cause) {
      case UNALLOCATED_NUMBER, UNASSIGNED_NUMBER, INVALID_NUMBER -> true;
      default -> false;
    };
  }
}
