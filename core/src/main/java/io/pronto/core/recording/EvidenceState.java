package io.pronto.core.recording;

import io.pronto.core.manifest.Manifest;
import java.util.Locale;

/** Whether what the parties of a recording were told is bound to its sound. */
public enum EvidenceState {
  /** There is no sound that it could be bound to. */
  NONE,
  /** It stands in the head of the sealed file, too, and is compared each time it is opened. */
  BOUND,
  /** The file was begun before evidence was bound: what is kept beside it is all there is. */
  UNBOUND,
  /** What is kept was found to be other than what is bound: nobody hears it while that is so. */
  DIFFERS;

  /** As what is kept of a recording says of itself; only its file can prove it. */
  static EvidenceState of(Manifest manifest, boolean sealed, long bytes) {
    if (!sealed || bytes == 0) {
      return NONE;
    }
    return Evidence.isOfBound(manifest) ? BOUND : UNBOUND;
  }

  /** The name in JSON, such as {@code bound}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
