package io.pronto.core.live;

import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CallQuality;
import io.pronto.core.call.RecordingState;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.LiveParties;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A call that goes on now.
 *
 * @param caller the number shown, E.164 or an extension; empty when none was
 * @param callerName by which name the caller is shown; empty when by none
 * @param called the number or extension called
 * @param recording how far its recording has come
 * @param node the server that has it
 * @param userIds the organisation's users who take part
 * @param quality of its last seconds
 * @param attendance how its caller takes part in a conference, if it is in one
 */
public record LiveCall(
    CallId id,
    OrganisationId organisation,
    Direction direction,
    String caller,
    String callerName,
    String called,
    State state,
    Instant startedAt,
    Optional<Instant> answeredAt,
    RecordingState recording,
    String node,
    List<String> userIds,
    CallQuality quality,
    Optional<Attendance> attendance) {
  /** How far it has come. */
  public enum State {
    /** Nobody has answered yet. */
    RINGING,
    /** The parties can talk. */
    ANSWERED,
    /** A party is on hold. */
    HELD;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Copies the list. */
  public LiveCall {
    userIds = List.copyOf(userIds);
  }

  /** Whom it is about, as far as it is shown: whoever diverted it is in what is told of it. */
  public LiveParties parties() {
    return new LiveParties(List.of(caller, called), userIds, startedAt);
  }

  /** A call that is in no conference. */
  public LiveCall(
      CallId id,
      OrganisationId organisation,
      Direction direction,
      String caller,
      String callerName,
      String called,
      State state,
      Instant startedAt,
      Optional<Instant> answeredAt,
      RecordingState recording,
      String node,
      List<String> userIds,
      CallQuality quality) {
    this(
        id,
        organisation,
        direction,
        caller,
        callerName,
        called,
        state,
        startedAt,
        answeredAt,
        recording,
        node,
        userIds,
        quality,
        Optional.empty());
  }

  /** A call of whose quality nothing is known. */
  public LiveCall(
      CallId id,
      OrganisationId organisation,
      Direction direction,
      String caller,
      String callerName,
      String called,
      State state,
      Instant startedAt,
      Optional<Instant> answeredAt,
      RecordingState recording,
      String node,
      List<String> userIds) {
    this(
        id,
        organisation,
        direction,
        caller,
        callerName,
        called,
        state,
        startedAt,
        answeredAt,
        recording,
        node,
        userIds,
        CallQuality.NONE,
        Optional.empty());
  }
}
