package io.pronto.core.transcript;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was said in a recording, or what becomes of writing it down.
 *
 * @param id {@code trn_} and a ULID
 * @param recordingId {@code rec_} and a ULID
 * @param language of the speech, ISO 639-1
 * @param message what a person should know of the state: why it failed, how to install the model
 * @param words of each party, in order; empty until available
 * @param text the {@link Turn}s, one a line
 * @param attempts how often it was begun
 * @param expiresAt when it is deleted
 */
public record Transcript(
    String id,
    OrganisationId organisation,
    CallId call,
    String recordingId,
    String language,
    State state,
    Optional<String> message,
    Map<Party, List<SpokenWord>> words,
    String text,
    int attempts,
    Instant createdAt,
    Instant updatedAt,
    Instant expiresAt) {
  /** What has become of it. */
  public enum State {
    /** Waits for its turn, or for another try. */
    QUEUED,
    /** Is being written. */
    RUNNING,
    /** Is there. */
    AVAILABLE,
    /** Cannot be written until a model of its language is installed. */
    NO_MODEL,
    /** Was tried as often as makes sense. */
    FAILED;

    /** As it is written in rows and in JSON. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the words. */
  public Transcript {
    words = Map.copyOf(words);
  }
}
