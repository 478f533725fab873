package io.pronto.media.speech;

import java.time.Duration;

/**
 * How speech is decoded.
 *
 * @param decoders processes at most, each decoding one party's sound at a time
 * @param memory address space that one process may take, in bytes; a small public model needs about
 *     0.5 GiB of it, the JVM around it as much again. Kept by the kernel, on Linux only
 * @param idle a process without work ends after this time and gives its memory back
 * @param patience what starting, loading a model and being held up by calls may take; to this comes
 *     ten times the length of the sound
 */
public record SpeechSettings(int decoders, long memory, Duration idle, Duration patience) {
  /** One process of at most 2 GiB, gone after a minute without work. */
  public static final SpeechSettings DEFAULT =
      new SpeechSettings(1, 2L << 30, Duration.ofMinutes(1), Duration.ofMinutes(2));

  /** Checks the ranges. */
  public SpeechSettings {
    if (decoders < 1 || decoders > 64) {
      throw new IllegalArgumentException("Speech decoders: 1 to 64, not " + decoders);
    }
    if (memory < 512L << 20) {
      throw new IllegalArgumentException("A speech decoder needs at least 512 MiB");
    }
  }
}
