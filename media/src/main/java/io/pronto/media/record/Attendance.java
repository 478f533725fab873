package io.pronto.media.record;

import io.pronto.core.manifest.LegInterval;
import io.pronto.media.codec.G711;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** By which legs of the call a channel hears its party. Positions are samples from the start. */
final class Attendance {
  private static final int PER_MILLI = G711.RATE / 1000;

  private final List<LegInterval> past = new ArrayList<>();
  private Optional<String> present = Optional.empty();
  private long since;

  /** The party is heard by {@code leg} from {@code at} on, in place of any other. */
  void join(long at, Optional<String> leg) {
    leave(at);
    present = leg;
    since = at;
  }

  /** It is heard by none from {@code at} on. */
  void leave(long at) {
    present.ifPresent(leg -> note(leg, since / PER_MILLI, at / PER_MILLI, past));
    present = Optional.empty();
  }

  /** All of them in order, as far as the recording goes, which ends at {@code millis}. */
  List<LegInterval> intervals(long millis) {
    var all = new ArrayList<LegInterval>();
    for (var each : past) {
      note(each.legId(), each.fromMillis(), Math.min(each.toMillis(), millis), all);
    }
    present.ifPresent(leg -> note(leg, since / PER_MILLI, millis, all));
    return all;
  }

  private static void note(String leg, long from, long to, List<LegInterval> into) {
    if (from < to) {
      into.add(new LegInterval(leg, from, to));
    }
  }
}
