package io.pronto.media.speech.model;

/** Hears how far a download is. */
@FunctionalInterface
public interface Progress {
  /** {@code bytes} of {@code total} are there, those of an earlier try included. */
  void fetched(long bytes, long total);
}
