package io.pronto.media.speech;

import java.io.IOException;

/**
 * The process that decoded was killed, crashed, ran out of its memory, or did not finish in time.
 * The sound is whole: trying again, with a new process, is sensible.
 */
public final class DecoderDied extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says how it ended, and what it said last. */
  public DecoderDied(String message) {
    super(message);
  }
}
