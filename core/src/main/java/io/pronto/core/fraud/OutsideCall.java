package io.pronto.core.fraud;

import io.pronto.core.call.HangupCause;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A call to the outside that was let out, as it is watched until its end. */
public final class OutsideCall {
  /** How often a call that is answered asks to go on. */
  public static final Duration MINUTE = Duration.ofMinutes(1);

  private final FraudWatch watch;
  private final Attempt attempt;
  private final List<Count> counts;
  private final Consumer<HangupCause> cut;
  private long paid = 1;

  OutsideCall(FraudWatch watch, Attempt attempt, List<Count> counts, Consumer<HangupCause> cut) {
    this.watch = watch;
    this.attempt = attempt;
    this.counts = List.copyOf(counts);
    this.cut = cut;
  }

  /**
   * Asks for one more minute, to be asked before it begins: each is counted before it is talked.
   * When it is not to be had the call is told to end. Blocks while the nodes are asked.
   */
  public synchronized void goOn() {
    if (watch.minute(this)) {
      paid++;
    } else {
      cut.accept(HangupCause.BREAKER_TRIPPED);
    }
  }

  /**
   * The call is over. Returns at once.
   *
   * @param talked from the answer to the end, zero without an answer
   * @param failed whether nobody has the number that was called
   */
  public void end(Duration talked, boolean failed) {
    watch.end(this, talked, failed);
  }

  Attempt attempt() {
    return attempt;
  }

  List<Count> counts() {
    return counts;
  }

  synchronized long paid() {
    return paid;
  }

  /** Ends it, if it counts for {@code breaker}. */
  void cutIf(Breaker breaker) {
    if (counts.stream().anyMatch(count -> count.breaker().equals(breaker))) {
      cut.accept(HangupCause.BREAKER_TRIPPED);
    }
  }
}
