package io.pronto.core.call;

import java.time.Instant;
import java.util.Optional;

/**
 * A recording as the account of its call knows it: planned before the first packet, so that it is
 * found after a crash, and completed at the end.
 *
 * @param id {@code rec_} and a ULID
 * @param number the rented number whose policy asked for it, E.164
 * @param language of the speech, ISO 639-1
 * @param transcribed whether what is said in it is to be written down
 * @param file where it is, relative to the folder of recordings
 * @param wrappedKey its data key, wrapped by that of its month, base64
 * @param outcome what became of it; empty while it goes on
 */
public record RecordingEntry(
    String id,
    String number,
    String language,
    boolean transcribed,
    String file,
    String wrappedKey,
    Instant startedAt,
    Optional<Outcome> outcome) {
  /**
   * What became of a recording.
   *
   * @param state {@code available}, {@code empty} or {@code failed}
   * @param reason why it is empty or failed, in words
   * @param manifest JSON that accounts for every second
   */
  public record Outcome(
      String state, Optional<String> reason, long millis, long bytes, String manifest) {}

  /** The same with its outcome. */
  public RecordingEntry ended(Outcome result) {
    return new RecordingEntry(
        id, number, language, transcribed, file, wrappedKey, startedAt, Optional.of(result));
  }
}
