package io.pronto.sip.flow;

import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallControl;
import io.pronto.core.call.CallId;
import io.pronto.core.call.HangupCause;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The calls of this server that are up now, for whoever wants to end one, or to wait for all. */
final class Calls implements CallControl {
  private final Map<CallId, Call> calls = new ConcurrentHashMap<>();
  private volatile boolean ending;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition gone = lock.newCondition();

  Calls(MeterRegistry meters) {
    meters.gaugeMapSize("pronto.calls", List.of(), calls);
  }

  /** Runs {@code call} to its end. */
  void run(Call call) {
    calls.put(call.id(), call);
    if (ending) { // it has come while all were being ended
      call.end(HangupCause.SHUTDOWN);
    }
    try {
      call.run();
    } finally {
      calls.remove(call.id());
      signalGone();
    }
  }

  int size() {
    return calls.size();
  }

  @Override
  public boolean ask(OrganisationId organisation, CallId id, CallCommand command) {
    var call = calls.get(id);
    if (call == null || !call.organisation().equals(Optional.of(organisation))) {
      return false;
    }
    switch (command) {
      case CallCommand.HangUp _ -> call.end(HangupCause.ENDED_BY_CONTROL);
      case CallCommand.Record(var wanted, var reason) -> call.record(wanted, reason);
      case CallCommand.Mute _,
          CallCommand.LockConference _,
          CallCommand.EndConference _,
          CallCommand.Supervise _,
          CallCommand.Stream _,
          CallCommand.EndStream _,
          CallCommand.EndSupervision _ ->
          call.ask(command);
    }
    return true;
  }

  /** Ends all calls, waits {@code farewell} for that, and returns how many they were. */
  int endAll(Duration farewell) throws InterruptedException {
    ending = true;
    int left = calls.size();
    calls.values().forEach(call -> call.end(HangupCause.SHUTDOWN));
    awaitNone(farewell);
    return left;
  }

  /** Waits for all calls to end, for {@code limit} at most. */
  void awaitNone(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (!calls.isEmpty() && left > 0) {
        left = gone.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void signalGone() {
    lock.lock();
    try {
      gone.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
