package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPMessage;
import io.pronto.core.Id;
import io.pronto.core.call.LegQuality;
import io.pronto.core.call.LegRecord;
import io.pronto.media.EndpointStatistics;
import io.pronto.media.Quality;
import io.pronto.sip.wire.Flow;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the call's record will say of one leg. */
final class LegAccount {
  private final String id = Id.next("leg");
  private final Instant startedAt = Instant.now();
  private final String role;
  private final String target;
  private final Optional<String> trunkId;
  private final Set<String> notes = new LinkedHashSet<>();
  private final LegCourse course = new LegCourse();
  private Optional<Instant> answeredAt = Optional.empty();
  private Optional<Instant> endedAt = Optional.empty();
  private String userAgent = "";
  private String reason = "";
  private int finalStatus;

  /**
   * The leg begins.
   *
   * @param role {@code caller} or {@code called}
   * @param target an address of record or a trunk's name
   * @param trunkId the trunk, if it is one
   */
  LegAccount(String role, String target, Optional<String> trunkId) {
    this.role = role;
    this.target = target;
    this.trunkId = trunkId;
  }

  /** Something strange happens to it: a code of {@link LegRecord}. */
  void note(String what) {
    notes.add(what);
  }

  boolean isNoted(String what) {
    return notes.contains(what);
  }

  /** 5 s more have been measured. */
  void measured(Quality quality) {
    course.measured(quality);
  }

  /** The quality of the last 5 s. */
  LegQuality quality() {
    return course.last();
  }

  String id() {
    return id;
  }

  Optional<Instant> answeredAt() {
    return answeredAt;
  }

  boolean isAnswered() {
    return answeredAt.isPresent();
  }

  boolean isEnded() {
    return endedAt.isPresent();
  }

  void answered() {
    answeredAt = Optional.of(Instant.now());
    finalStatus = 200;
  }

  void ended(String why) {
    endedAt = Optional.of(Instant.now());
    reason = why;
  }

  void finalStatus(int status) {
    finalStatus = status;
  }

  /** The first message of the party that names its product tells it. */
  void learn(SIPMessage message) {
    if (userAgent.isEmpty()) {
      userAgent = Headers.product(message);
    }
  }

  /** The account so far; quality is left out of a leg that no sound has passed. */
  LegRecord record(Dialog dialog, Optional<LegMedia> media) {
    return new LegRecord(
        id,
        role,
        target,
        Flow.text(dialog.flow().remote()),
        dialog.flow().transport().parameter(),
        userAgent,
        dialog.callId(),
        startedAt,
        answeredAt,
        endedAt,
        finalStatus,
        reason,
        media.map(LegMedia::codec).orElse(""),
        media.map(LegMedia::statistics).filter(LegAccount::hadSound).map(course::quality),
        trunkId,
        notes(media));
  }

  /** That nothing was heard is certain when the leg is over. */
  private List<String> notes(Optional<LegMedia> media) {
    boolean mute =
        isAnswered()
            && isEnded()
            && media.filter(m -> m.statistics().packetsReceived() == 0).isPresent();
    boolean encrypted = isAnswered() && media.filter(LegMedia::isEncrypted).isPresent();
    boolean transcoded = media.filter(m -> m.statistics().transcoded() > 0).isPresent();
    return Stream.of(
            notes.stream(),
            mute ? Stream.of(LegRecord.NO_MEDIA) : Stream.<String>empty(),
            encrypted ? Stream.of(LegRecord.ENCRYPTED) : Stream.<String>empty(),
            transcoded ? Stream.of(LegRecord.TRANSCODED) : Stream.<String>empty())
        .flatMap(codes -> codes)
        .toList();
  }

  private static boolean hadSound(EndpointStatistics statistics) {
    return statistics.packetsReceived() > 0 || statistics.packetsSent() > 0;
  }
}
