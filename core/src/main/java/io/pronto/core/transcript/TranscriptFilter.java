package io.pronto.core.transcript;

import io.pronto.core.call.CallId;
import java.util.Optional;
import java.util.Set;

/**
 * Which transcripts are wanted: those to which all that is said here applies.
 *
 * @param query those in which it is found: words, "phrases in quotes", {@code or}, {@code -not}
 * @param recording the one of this recording
 * @param call those of this call
 * @param users those of calls in which one of these users took part; an empty set is nobody
 */
public record TranscriptFilter(
    Optional<String> query,
    Optional<String> recording,
    Optional<CallId> call,
    Optional<Set<String>> users) {
  /** All of them. */
  public static final TranscriptFilter ALL =
      new TranscriptFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
