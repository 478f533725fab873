package io.pronto.core.routing;

import io.pronto.core.call.LegRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One event of a call's ladder: what happened on one of its legs, between the server and a device
 * or trunk.
 *
 * @param at when
 * @param leg on which
 */
public record Rung(Instant at, What what, LegRecord leg) {
  /** What can happen on a leg. */
  public enum What {
    /** Its party calls. */
    CALLS,
    /** Its party is called. */
    IS_CALLED,
    /** Its party is not even tried. */
    PASSED_OVER,
    /** Its party answers. */
    ANSWERS,
    /** It ends before its party has answered. */
    REFUSES,
    /** It ends after the answer. */
    ENDS;

    /** As JSON has it: {@code is_called}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** All that happened on {@code legs}, the first first. */
  public static List<Rung> ladder(List<LegRecord> legs) {
    return legs.stream().flatMap(Rung::of).sorted(Comparator.comparing(Rung::at)).toList();
  }

  private static Stream<Rung> of(LegRecord leg) {
    if (leg.remote().isEmpty() && leg.role().equals("called")) {
      return Stream.of(new Rung(leg.startedAt(), What.PASSED_OVER, leg));
    }
    var rungs = new ArrayList<Rung>();
    rungs.add(
        new Rung(leg.startedAt(), leg.role().equals("caller") ? What.CALLS : What.IS_CALLED, leg));
    leg.answeredAt().ifPresent(at -> rungs.add(new Rung(at, What.ANSWERS, leg)));
    var end = leg.answeredAt().isPresent() ? What.ENDS : What.REFUSES;
    leg.endedAt().ifPresent(at -> rungs.add(new Rung(at, end, leg)));
    return rungs.stream();
  }
}
