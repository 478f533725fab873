package io.pronto.sip.flow;

import io.pronto.media.SoundListener;
import io.pronto.sip.stream.SoundStream;
import io.pronto.sip.stream.StreamEnd;
import java.util.Optional;

/** What is heard of one recording: by whoever writes it down, and by a stream that may come. */
final class CallSound implements SoundListener {
  private static final int FRAME_BYTES = 4;

  private final SoundListener writing;
  private volatile Optional<SoundStream> stream = Optional.empty();
  private long at;

  CallSound(SoundListener writing) {
    this.writing = writing;
  }

  /** {@code next} hears what follows, in place of whoever did. */
  void letHear(SoundStream next) {
    stream = Optional.of(next);
  }

  @Override
  public void heard(byte[] sound, int offset, int length) {
    long from = at;
    at += length / FRAME_BYTES;
    try {
      stream.ifPresent(listener -> listener.heard(from, sound, offset, length));
    } finally {
      writing.heard(sound, offset, length);
    }
  }

  @Override
  public void ended() {
    try {
      stream.ifPresent(listener -> listener.end(StreamEnd.RECORDING_ENDED));
    } finally {
      writing.ended();
    }
  }
}
