package io.pronto.sip.leg;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * All that happens to a call, one thing after the other. Other threads post work; the call's thread
 * runs it, in its legs, and takes out what it means for the call.
 */
public final class Mailbox {
  private final BlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
  private final Queue<LegEvent> events = new ArrayDeque<>();

  /** Has {@code work} run on the call's thread. For any thread. */
  public void post(Runnable work) {
    posted.add(work);
  }

  /** Posts {@code event} as it is. For any thread. */
  public void postEvent(LegEvent event) {
    post(() -> tell(event));
  }

  /** Hands {@code event} to the call. For the call's thread. */
  void tell(LegEvent event) {
    events.add(event);
  }

  /**
   * Waits for the next event, until {@code deadlineNanos} on the clock of {@link System#nanoTime}
   * at the latest; empty when that comes first. For the call's thread.
   */
  public Optional<LegEvent> next(long deadlineNanos) throws InterruptedException {
    while (events.isEmpty()) {
      var work = posted.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (work == null) {
        return Optional.empty();
      }
      work.run();
    }
    return Optional.of(events.remove());
  }

  /**
   * Runs what is posted until {@code done}, or {@code deadlineNanos} at the latest; events are
   * dropped. For the call's thread, once the call has nothing more to decide.
   */
  public void settle(BooleanSupplier done, long deadlineNanos) throws InterruptedException {
    while (!done.getAsBoolean()) {
      var work = posted.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (work == null) {
        return;
      }
      work.run();
    }
    events.clear();
  }
}
