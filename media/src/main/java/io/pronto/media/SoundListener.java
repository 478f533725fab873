package io.pronto.media;

/**
 * Hears what a recording keeps, a moment after it was said. What the recording does not keep, since
 * it is paused, is silence here too. Its methods are called on the recorder's thread and must
 * return at once.
 */
public interface SoundListener {
  /** Hears nothing. */
  SoundListener NOBODY =
      new SoundListener() {
        @Override
        public void heard(byte[] sound, int offset, int length) {
          // nobody listens
        }

        @Override
        public void ended() {
          // nobody listens
        }
      };

  /**
   * Takes what follows on what was heard before, from the recording's start: 16 bits,
   * little-endian, 8 kHz, left the caller and right the called in turn. {@code length} bytes from
   * {@code offset} on; the array is the recorder's, which goes on writing to it.
   */
  void heard(byte[] sound, int offset, int length);

  /** Nothing more will come. */
  void ended();
}
