package io.pronto.sip.flow;

import io.pronto.core.call.RecordingEntry;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.SealedReader;
import io.pronto.sip.phone.Sound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** What is on a recording: left the caller, right the party called. */
record Tape(Sound left, Sound right) {
  private static final int LOUD = 1_000;

  static Tape of(Exchange exchange, OrganisationId organisation, RecordingEntry entry)
      throws IOException {
    var key = exchange.keys().unwrap(organisation, Base64.getDecoder().decode(entry.wrappedKey()));
    try (var reader = SealedReader.open(exchange.recordings().resolve(entry.file()), key)) {
      var bytes = ByteBuffer.allocate((int) reader.length()).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining() && reader.read(bytes.position(), bytes) > 0) {
        continue;
      }
      var both = bytes.flip().asShortBuffer();
      int frames = both.remaining() / 2;
      var left = new short[frames];
      var right = new short[frames];
      for (int i = 0; i < frames; i++) {
        left[i] = both.get();
        right[i] = both.get();
      }
      return new Tape(new Sound(left), new Sound(right));
    }
  }

  /** When the first sound begins, in milliseconds. */
  static int onset(Sound sound) {
    for (int i = 0; i < sound.samples().length; i++) {
      if (Math.abs(sound.samples()[i]) > LOUD) {
        return i * 1_000 / Sound.RATE;
      }
    }
    throw new AssertionError("Nothing but silence");
  }
}
