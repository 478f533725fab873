package io.pronto.core.call;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rules.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is kept of a call attempt (CPCE art. R.10-13): one per attempt that reached routing,
 * whatever became of it. While the call goes on it is the account of it so far. Its times are whole
 * microseconds, as PostgreSQL keeps them: what is known of a call by its time finds it there.
 *
 * @param id also the correlation id of all legs
 * @param organisation whose call it is; empty when the number called is nobody's
 * @param caller who called
 * @param called who was called
 * @param startedAt when the INVITE came
 * @param ringingAt when the first device rang
 * @param answeredAt when the caller heard the answer
 * @param endedAt when the last leg ended; empty while the call goes on
 * @param cause why it ended
 * @param sipStatus the last status that decided, the far side's own where there is one
 * @param endedBy {@code caller}, {@code called} or {@code server}
 * @param diversions the numbers by which the call was diverted before it came, the first first
 * @param legs the caller's leg first, then one for each device or trunk tried
 * @param recordings the recordings planned for it; at most one so far
 * @param node which server had the call
 * @param trace what the rules found that led it where it went, the first first
 */
public record CallDetailRecord(
    CallId id,
    Optional<OrganisationId> organisation,
    Direction direction,
    Party caller,
    Party called,
    Instant startedAt,
    Optional<Instant> ringingAt,
    Optional<Instant> answeredAt,
    Optional<Instant> endedAt,
    Optional<HangupCause> cause,
    int sipStatus,
    String endedBy,
    List<String> diversions,
    List<LegRecord> legs,
    List<RecordingEntry> recordings,
    String node,
    List<Step> trace) {
  /** Which way the call goes, seen from the organisation. */
  public enum Direction {
    /** From a carrier. */
    INBOUND,
    /** To a carrier. */
    OUTBOUND,
    /** Between two extensions. */
    INTERNAL;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Direction of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * One of the two parties.
   *
   * @param number as it was dialled or shown: E.164 where it could be read so, else an extension or
   *     a service code; empty when the caller showed none
   * @param name as shown; empty when none was
   * @param userId the user of the organisation, if it is one
   * @param deviceId the device that called or answered, if it is one
   * @param trunkId the trunk by which the party was reached, if by one
   */
  public record Party(
      String number,
      String name,
      Optional<String> userId,
      Optional<String> deviceId,
      Optional<String> trunkId) {}

  /** Copies the lists, and cuts the times off after the microsecond. */
  public CallDetailRecord {
    startedAt = micros(startedAt);
    ringingAt = ringingAt.map(CallDetailRecord::micros);
    answeredAt = answeredAt.map(CallDetailRecord::micros);
    endedAt = endedAt.map(CallDetailRecord::micros);
    diversions = List.copyOf(diversions);
    legs = List.copyOf(legs);
    recordings = List.copyOf(recordings);
    trace = List.copyOf(trace);
  }

  private static Instant micros(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  /** From INVITE to end. Zero while the call goes on. */
  public Duration duration() {
    return endedAt.map(end -> Duration.between(startedAt, end)).orElse(Duration.ZERO);
  }

  /** From the answer to the end: what is billed. Zero without an answer. */
  public Duration talked() {
    return answeredAt
        .flatMap(answer -> endedAt.map(end -> Duration.between(answer, end)))
        .orElse(Duration.ZERO);
  }
}
