package io.pronto.core.call;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One leg of a call: what happened between the server and one device or trunk.
 *
 * @param id {@code leg_} and a ULID
 * @param role {@code caller} or {@code called}
 * @param target the address of record, or the trunk's name
 * @param remote the peer's address and port, where its terminal is
 * @param transport {@code udp} or {@code tcp}
 * @param userAgent what the terminal calls itself; empty when it says nothing
 * @param sipCallId the Call-ID of the leg's dialog, by which a trace is found
 * @param startedAt when its INVITE came or went
 * @param answeredAt when it was answered
 * @param endedAt when it ended; empty while it goes on
 * @param sipStatus its final status, 0 while there is none
 * @param reason why it ended: a code of {@link HangupCause} or {@code answered_elsewhere}
 * @param codec what was spoken, such as {@code PCMA}; empty when nothing was agreed
 * @param quality what was measured; empty when there was no media
 * @param trunkId the trunk, where the leg goes by one
 * @param notes what else there is to say of it, as codes: {@link #NO_MEDIA}, {@link #ONE_WAY},
 *     {@link #SILENT}, {@link #FELL_SILENT}, {@link #ENCRYPTED}, {@link #TRANSCODED}, {@link
 *     #MEDIA_RESTORED}
 * @param identity of a caller that a carrier brings: what its signature was worth; empty when
 *     nobody looked
 */
public record LegRecord(
    String id,
    String role,
    String target,
    String remote,
    String transport,
    String userAgent,
    String sipCallId,
    Instant startedAt,
    Optional<Instant> answeredAt,
    Optional<Instant> endedAt,
    int sipStatus,
    String reason,
    String codec,
    Optional<Quality> quality,
    Optional<String> trunkId,
    List<String> notes,
    Optional<CallerIdentity> identity) {
  /** It was answered, and not one packet of sound ever came from its party. */
  public static final String NO_MEDIA = "no_media";

  /** For a while its party sent no sound while the other did. */
  public static final String ONE_WAY = "one_way";

  /**
   * At first its party sent packets with nothing but digital silence in them while the other spoke.
   */
  public static final String SILENT = "silent";

  /** The same of a party that had been heard before: muted, or a machine that listens. */
  public static final String FELL_SILENT = "fell_silent";

  /** The sound between us and its party was encrypted when it ended. */
  public static final String ENCRYPTED = "encrypted";

  /** What its party said was decoded and encoded anew for the other party. */
  public static final String TRANSCODED = "transcoded";

  /** The sound of its party, which had been missed, came again. */
  public static final String MEDIA_RESTORED = "media_restored";

  /** Copies the list. */
  public LegRecord {
    notes = List.copyOf(notes);
  }

  /** A leg whose caller's signature nobody has looked at. */
  public LegRecord(
      String id,
      String role,
      String target,
      String remote,
      String transport,
      String userAgent,
      String sipCallId,
      Instant startedAt,
      Optional<Instant> answeredAt,
      Optional<Instant> endedAt,
      int sipStatus,
      String reason,
      String codec,
      Optional<Quality> quality,
      Optional<String> trunkId,
      List<String> notes) {
    this(
        id,
        role,
        target,
        remote,
        transport,
        userAgent,
        sipCallId,
        startedAt,
        answeredAt,
        endedAt,
        sipStatus,
        reason,
        codec,
        quality,
        trunkId,
        notes,
        Optional.empty());
  }

  /** The same with what the caller's signature was worth. */
  public LegRecord identified(CallerIdentity found) {
    return new LegRecord(
        id,
        role,
        target,
        remote,
        transport,
        userAgent,
        sipCallId,
        startedAt,
        answeredAt,
        endedAt,
        sipStatus,
        reason,
        codec,
        quality,
        trunkId,
        notes,
        Optional.of(found));
  }

  /**
   * The quality of what the leg's party sent and was sent.
   *
   * @param packetsReceived from the party
   * @param packetsSent to the party
   * @param lost packets of the party that never came
   * @param jitterMillis at the end, milliseconds
   * @param mos mean opinion score of what the party sent, 1.0 to 4.5
   * @param roundTripMillis between us and the party at the end; empty when it never told
   * @param received the course of what the party sent; empty where that took less than 5 s
   * @param reported the course of what it was sent, as it reported itself
   */
  public record Quality(
      long packetsReceived,
      long packetsSent,
      long lost,
      double jitterMillis,
      OptionalDouble mos,
      OptionalDouble roundTripMillis,
      Optional<Course> received,
      Optional<Course> reported) {
    /** The quality of a leg of which no course is known. */
    public Quality(
        long packetsReceived,
        long packetsSent,
        long lost,
        double jitterMillis,
        OptionalDouble mos) {
      this(
          packetsReceived,
          packetsSent,
          lost,
          jitterMillis,
          mos,
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }
}
