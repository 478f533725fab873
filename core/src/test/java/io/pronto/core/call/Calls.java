package io.pronto.core.call;

import io.pronto.core.Id;
import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Accounts of calls for tests: made, then changed by what a test needs changed. */
public final class Calls {
  private Calls() {}

  /** A call from outside that has just begun. */
  public static CallDetailRecord begun(Optional<OrganisationId> organisation) {
    return begun(organisation, Instant.now());
  }

  /** The same, begun then. */
  public static CallDetailRecord begun(Optional<OrganisationId> organisation, Instant startedAt) {
    var called =
        new Party(
            "+33987654321", "Bob", Optional.of("usr_1"), Optional.of("dev_1"), Optional.empty());
    return begun(organisation, startedAt, called);
  }

  /** The same, to that party. */
  public static CallDetailRecord begun(
      Optional<OrganisationId> organisation, Instant startedAt, Party called) {
    var leg =
        new LegRecord(
            Id.next("leg"),
            "caller",
            "carrier",
            "192.0.2.1:5060",
            "udp",
            "Some gateway 1.0",
            "a84b4c76e66710@192.0.2.1",
            startedAt,
            Optional.empty(),
            Optional.empty(),
            0,
            "",
            "PCMA",
            Optional.of(new LegRecord.Quality(100, 99, 1, 2.5, OptionalDouble.of(4.3))),
            Optional.of("trk_1"),
            List.of());
    return new CallDetailRecord(
        CallId.next(),
        organisation,
        Direction.INBOUND,
        new Party("+33123456789", "Ann", Optional.empty(), Optional.empty(), Optional.of("trk_1")),
        called,
        startedAt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        "",
        List.of("+33555555555"),
        List.of(leg),
        List.of(),
        "node-1",
        List.of(
            Step.of(Finding.NUMBER_RENTED, Optional.empty(), "number", "+33987654321"),
            Step.of(
                Finding.CALLER_VIP,
                Optional.of("lst_1"),
                "caller",
                "+33123456789",
                "entry",
                "+331…",
                "reason",
                "The boss's sister")));
  }

  /** {@code cdr} after the answer, with a recording under way. */
  public static CallDetailRecord recorded(CallDetailRecord cdr) {
    var answer = Optional.of(cdr.startedAt().plusMillis(1500));
    var id = Id.next("rec");
    var entry =
        new RecordingEntry(
            id, "+33987654321", "fr", true, id + ".sealed", "a2V5", answer.get(), Optional.empty());
    return with(cdr, answer, Optional.empty(), Optional.empty(), List.of(entry));
  }

  /**
   * {@code cdr} after a party hung up, 61.5 s after the beginning; its recordings are available.
   */
  public static CallDetailRecord ended(CallDetailRecord cdr) {
    var outcome = new RecordingEntry.Outcome("available", Optional.empty(), 60_000, 960_000, "{}");
    return with(
        cdr,
        cdr.answeredAt(),
        Optional.of(cdr.startedAt().plusMillis(61_500)),
        Optional.of(HangupCause.NORMAL),
        cdr.recordings().stream().map(entry -> entry.ended(outcome)).toList());
  }

  private static CallDetailRecord with(
      CallDetailRecord cdr,
      Optional<Instant> answeredAt,
      Optional<Instant> endedAt,
      Optional<HangupCause> cause,
      List<RecordingEntry> recordings) {
    return new CallDetailRecord(
        cdr.id(),
        cdr.organisation(),
        cdr.direction(),
        cdr.caller(),
        cdr.called(),
        cdr.startedAt(),
        cdr.ringingAt(),
        answeredAt,
        endedAt,
        cause,
        cause.map(HangupCause::sipStatus).orElse(0),
        cause.isPresent() ? "caller" : "",
        cdr.diversions(),
        cdr.legs(),
        recordings,
        cdr.node(),
        cdr.trace());
  }

  /** What is stored, with its legs and its trace. */
  static CallDetailRecord whole(StoredCdr stored, List<Step> trace) {
    var cdr = stored.cdr();
    return new CallDetailRecord(
        cdr.id(),
        cdr.organisation(),
        cdr.direction(),
        cdr.caller(),
        cdr.called(),
        cdr.startedAt(),
        cdr.ringingAt(),
        cdr.answeredAt(),
        cdr.endedAt(),
        cdr.cause(),
        cdr.sipStatus(),
        cdr.endedBy(),
        cdr.diversions(),
        stored.legs(),
        cdr.recordings(),
        cdr.node(),
        trace);
  }
}
