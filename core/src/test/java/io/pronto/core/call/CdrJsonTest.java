package io.pronto.core.call;

import static net.jqwik.api.Combinators.combine;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Id;
import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.db.StorableText;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CdrJsonTest {
  @Property(tries = 500)
  void whatIsWrittenIsRead(@ForAll("cdrs") CallDetailRecord cdr) {
    var bytes = CdrJson.bytes(cdr);

    assertThat(CdrJson.parse(bytes)).isEqualTo(cdr);
    assertThat(bytes).doesNotContain((byte) '\n');
  }

  @Property(tries = 500)
  void textThatIsStorableIsLeftAsItIs(@ForAll String text) {
    var kept = StorableText.of(text, 100);

    assertThat(StorableText.of(kept)).isEqualTo(kept);
    assertThat(kept.codePointCount(0, kept.length())).isLessThanOrEqualTo(100);
    assertThat(kept).doesNotContain("\0");
  }

  @Provide
  Arbitrary<CallDetailRecord> cdrs() {
    var times = combine(times(), times().optional(), times().optional(), times().optional());
    return combine(
            times.as(Times::new),
            combine(parties(), parties()).as(Parties::new),
            Arbitraries.of(Direction.values()),
            Arbitraries.of(HangupCause.values()).optional(),
            Arbitraries.integers().between(0, 699),
            texts().list().ofMaxSize(3),
            legs().list().ofMaxSize(3),
            combine(recordings().list().ofMaxSize(2), steps().list().ofMaxSize(3)).as(Kept::new))
        .as(
            (when, who, direction, cause, status, diversions, legs, kept) ->
                new CallDetailRecord(
                    CallId.next(),
                    status % 2 == 0 ? Optional.of(OrganisationId.next()) : Optional.empty(),
                    direction,
                    who.caller(),
                    who.called(),
                    when.started(),
                    when.ringing(),
                    when.answered(),
                    when.ended(),
                    cause,
                    status,
                    "server",
                    diversions,
                    legs,
                    kept.recordings(),
                    "node-1",
                    kept.trace()));
  }

  private record Kept(List<RecordingEntry> recordings, List<Step> trace) {}

  private static Arbitrary<Step> steps() {
    return combine(Arbitraries.of(Finding.values()), texts().optional(), texts())
        .as((finding, id, value) -> Step.of(finding, id, "why", value, "caller", ""));
  }

  private record Times(
      Instant started,
      Optional<Instant> ringing,
      Optional<Instant> answered,
      Optional<Instant> ended) {}

  private record Parties(Party caller, Party called) {}

  private static Arbitrary<Party> parties() {
    var ids = texts().optional();
    return combine(texts(), texts(), ids, ids, ids).as(Party::new);
  }

  private static Arbitrary<LegRecord> legs() {
    return combine(
            times(),
            times().optional(),
            times().optional(),
            texts(),
            texts(),
            qualities().optional())
        .as(
            (started, answered, ended, target, userAgent, quality) ->
                new LegRecord(
                    Id.next("leg"),
                    "called",
                    target,
                    "[2001:db8::1]:5060",
                    "tcp",
                    userAgent,
                    "call-id",
                    started,
                    answered,
                    ended,
                    486,
                    "busy",
                    "PCMU",
                    quality,
                    Optional.of("trk_1"),
                    List.of(LegRecord.NO_MEDIA)))
        .map(leg -> leg.endedAt().isPresent() ? leg.identified(identity(leg)) : leg);
  }

  private static CallerIdentity identity(LegRecord leg) {
    return new CallerIdentity(
        "verified",
        Optional.of("A"),
        Optional.of("an origin"),
        leg.answeredAt().map(Object::toString),
        Optional.empty());
  }

  private static Arbitrary<LegRecord.Quality> qualities() {
    var counts = Arbitraries.longs().greaterOrEqual(0);
    var measures = Arbitraries.doubles().between(0, 10_000);
    return combine(
            counts,
            counts,
            counts,
            measures,
            measures.optional(),
            measures.optional(),
            courses().optional(),
            courses().optional())
        .as(
            (received, sent, lost, jitter, mos, roundTrip, heard, reported) ->
                new LegRecord.Quality(
                    received,
                    sent,
                    lost,
                    jitter,
                    mos.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                    roundTrip.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                    heard,
                    reported));
  }

  private static Arbitrary<Course> courses() {
    var measures = Arbitraries.doubles().between(0, 10_000);
    var figures = combine(measures, measures, measures).as(Course.Figure::new);
    return combine(Arbitraries.integers().greaterOrEqual(1), figures, figures, figures)
        .as(Course::new);
  }

  private static Arbitrary<RecordingEntry> recordings() {
    var counts = Arbitraries.longs().greaterOrEqual(0);
    var states = Arbitraries.of("available", "empty", "failed");
    var outcomes =
        combine(states, texts().optional(), counts, counts, Arbitraries.strings())
            .as(RecordingEntry.Outcome::new);
    return combine(texts(), times(), outcomes.optional())
        .as(
            (file, started, outcome) ->
                new RecordingEntry(
                    Id.next("rec"), "+33987654321", "fr", false, file, "a2V5", started, outcome));
  }

  private static Arbitrary<Instant> times() {
    return Arbitraries.longs()
        .between(0, 4_000_000_000_000_000L)
        .map(micros -> Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().ofMaxLength(40).map(StorableText::of);
  }
}
