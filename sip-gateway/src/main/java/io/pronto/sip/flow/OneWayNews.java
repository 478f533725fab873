package io.pronto.sip.flow;

import io.pronto.sip.leg.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells that a party is not heard, and then that it is again: twice a minute at most of each leg,
 * however often its sound comes and goes. What lasts is told when that time has passed.
 */
final class OneWayNews {
  private static final long EVERY_NANOS = Duration.ofSeconds(30).toNanos();

  private final Sessions.Again again;
  private final Missed missed;
  private final Restored restored;
  private final Map<String, Long> toldAt = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private final Map<String, Timers.Timer> due = new HashMap<>();

  /** Takes the news that a leg is not heard. */
  interface Missed {
    void tell(String side, String leg);
  }

  /** Takes the news that it is heard again, and by what. */
  interface Restored {
    void tell(String side, String leg, String cure);
  }

  OneWayNews(Sessions.Again again, Missed missed, Restored restored) {
    this.again = again;
    this.missed = missed;
    this.restored = restored;
  }

  /** The leg {@code leg}, of {@code side}, is not heard. */
  void missed(String side, String leg) {
    long now = System.nanoTime();
    long left = toldAt.containsKey(leg) ? EVERY_NANOS - (now - toldAt.get(leg)) : 0;
    if (left <= 0) {
      tell(side, leg);
    } else if (!due.containsKey(leg)) {
      due.put(leg, again.after(Duration.ofNanos(left), () -> tellLate(side, leg)));
    }
  }

  /** It is heard again: by {@code cure}, as {@link MediaCure.Means} has it. */
  void restored(String side, String leg, String cure) {
    if (told.contains(leg)) {
      restored.tell(side, leg, cure);
    }
    forget(leg);
  }

  /** It need not be heard any more. */
  void forget(String leg) {
    told.remove(leg);
    var late = due.remove(leg);
    if (late != null) {
      late.cancel();
    }
  }

  /** The call is over. */
  void close() {
    due.values().forEach(Timers.Timer::cancel);
    due.clear();
  }

  private void tellLate(String side, String leg) {
    if (due.remove(leg) != null) {
      tell(side, leg);
    }
  }

  private void tell(String side, String leg) {
    toldAt.put(leg, System.nanoTime());
    told.add(leg);
    missed.tell(side, leg);
  }
}
