package io.pronto.core.recording;

import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Optional;

/**
 * What is known of a recording that was planned, whatever became of it.
 *
 * @param id {@code rec_} and a ULID
 * @param number the rented number that the call came to or showed, E.164
 * @param startedAt when the first moment of it was
 * @param millis how long it is
 * @param reason why it failed or is empty, in words; always present when it failed
 * @param file where the sealed file is, relative to the folder of recordings
 * @param wrappedKey its data key, wrapped by that of its month; empty when none could be made, in a
 *     list, and where it is restricted and nobody has said for what it is used
 * @param manifest what every moment of it holds
 * @param bytes the size of the sealed file
 * @param expiresAt when retention deletes it; the rules of its organisation decide when it is
 *     written
 * @param redaction whether card numbers and IBANs are out of it
 * @param evidence whether what the parties were told is bound to its sound
 * @param held whether a legal hold keeps it, whatever {@code expiresAt} says
 * @param restricted whether whom it is about has had it restricted (GDPR art. 18): nobody hears it
 */
public record Recording(
    String id,
    OrganisationId organisation,
    CallId call,
    Optional<String> number,
    Instant startedAt,
    long millis,
    Outcome state,
    Optional<String> reason,
    String file,
    byte[] wrappedKey,
    Manifest manifest,
    long bytes,
    Instant expiresAt,
    RedactionState redaction,
    EvidenceState evidence,
    boolean held,
    boolean restricted) {
  /** How long a recording is kept where nobody has decided otherwise. */
  public static final Period KEPT = Period.ofMonths(6);

  /** By whose calendar. */
  private static final ZoneId ZONE = ZoneId.of("Europe/Paris");

  /**
   * The recording that a call's account tells of, kept for as long as is usual.
   *
   * @throws IllegalArgumentException when it still goes on
   */
  public static Recording of(OrganisationId organisation, CallId call, RecordingEntry entry) {
    var outcome =
        entry
            .outcome()
            .orElseThrow(() -> new IllegalArgumentException(entry.id() + " has not ended"));
    var key = Base64.getDecoder().decode(entry.wrappedKey());
    var manifest = Manifest.of(new JsonObject(outcome.manifest()));
    return new Recording(
        entry.id(),
        organisation,
        call,
        Optional.of(entry.number()).filter(number -> !number.isEmpty()),
        entry.startedAt(),
        outcome.millis(),
        Outcome.of(outcome.state()),
        outcome.reason(),
        entry.file(),
        key,
        manifest,
        outcome.bytes(),
        entry.startedAt().atZone(ZONE).plus(KEPT).toInstant(),
        RedactionState.OFF,
        EvidenceState.of(manifest, key.length > 0, outcome.bytes()),
        false,
        false);
  }

  /** How long it is. */
  public Duration duration() {
    return Duration.ofMillis(millis);
  }

  /**
   * Whether anybody may hear it: not before card numbers and IBANs are out of it, where they are
   * looked for, and never where they cannot be taken out.
   */
  public boolean mayBeHeard() {
    return redaction != RedactionState.PENDING && redaction != RedactionState.BROKEN;
  }

  @Override
  public String toString() {
    return id;
  }
}
