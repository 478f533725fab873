package io.pronto.core.call;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The end of a call whose server stopped in the middle of it. */
final class CutShort {
  private CutShort() {}

  /**
   * Returns {@code cdr} as it ended at {@code lastSignOfLife}, or with the last thing known to have
   * happened in it, if that was later.
   */
  static CallDetailRecord at(
      Instant lastSignOfLife,
      CallDetailRecord cdr,
      Function<RecordingEntry, RecordingEntry.Outcome> outcome) {
    var end = latest(lastSignOfLife, cdr);
    return new CallDetailRecord(
        cdr.id(),
        cdr.organisation(),
        cdr.direction(),
        cdr.caller(),
        cdr.called(),
        cdr.startedAt(),
        cdr.ringingAt(),
        cdr.answeredAt(),
        Optional.of(end),
        Optional.of(HangupCause.SERVER_FAILURE),
        HangupCause.SERVER_FAILURE.sipStatus(),
        "server",
        cdr.diversions(),
        cdr.legs().stream().map(leg -> ended(leg, end)).toList(),
        cdr.recordings().stream().map(entry -> ended(entry, outcome)).toList(),
        cdr.node(),
        cdr.trace());
  }

  private static Instant latest(Instant lastSignOfLife, CallDetailRecord cdr) {
    var known =
        Stream.concat(
            Stream.of(Optional.of(cdr.startedAt()), cdr.ringingAt(), cdr.answeredAt()),
            cdr.legs().stream()
                .flatMap(leg -> Stream.of(Optional.of(leg.startedAt()), leg.endedAt())));
    return known.flatMap(Optional::stream).reduce(lastSignOfLife, CutShort::later);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static LegRecord ended(LegRecord leg, Instant end) {
    if (leg.endedAt().isPresent()) {
      return leg;
    }
    return new LegRecord(
        leg.id(),
        leg.role(),
        leg.target(),
        leg.remote(),
        leg.transport(),
        leg.userAgent(),
        leg.sipCallId(),
        leg.startedAt(),
        leg.answeredAt(),
        Optional.of(end),
        leg.sipStatus(),
        HangupCause.SERVER_FAILURE.code(),
        leg.codec(),
        leg.quality(),
        leg.trunkId(),
        leg.notes(),
        leg.identity());
  }

  private static RecordingEntry ended(
      RecordingEntry entry, Function<RecordingEntry, RecordingEntry.Outcome> outcome) {
    return entry.outcome().isPresent() ? entry : entry.ended(outcome.apply(entry));
  }
}
