package io.pronto.demo;

import io.pronto.sip.phone.Sound;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A recording as it was downloaded.
 *
 * @param caller the left channel
 * @param called the right channel
 */
record Recorded(Sound caller, Sound called) {
  private static final int HEADER = 44;

  /** Takes a WAV of two channels, 16 bits and 8 kHz apart. */
  static Recorded of(byte[] wav) throws StepFailed {
    var bytes = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
    if (wav.length <= HEADER || bytes.getShort(22) != 2 || bytes.getInt(24) != Sound.RATE) {
      throw new StepFailed("The recording is not a WAV of two channels at 8 kHz");
    }
    int frames = bytes.getInt(HEADER - 4) / 4; // a comment follows the sound
    var left = new short[frames];
    var right = new short[frames];
    for (int i = 0; i < frames; i++) {
      left[i] = bytes.getShort(HEADER + 4 * i);
      right[i] = bytes.getShort(HEADER + 4 * i + 2);
    }
    return new Recorded(new Sound(left), new Sound(right));
  }
}
