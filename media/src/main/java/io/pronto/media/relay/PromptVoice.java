package io.pronto.media.relay;

import io.pronto.media.Prompt;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.G711;
import io.pronto.media.codec.Resampler;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Puts prompts into the codec of one peer: G.711, in which they are kept, if the peer knows it, or
 * any that we can encode, at 16 kHz where the prompt has that.
 */
final class PromptVoice implements AutoCloseable {
  private static final int RATE = 2 * G711.RATE;

  private final short[] frame = new short[G711.FRAME];
  private final short[] wide = new short[2 * G711.FRAME];
  private final byte[] coded = new byte[AudioEncoder.MOST_BYTES];
  private RtpFormat format;
  private Codec codec;
  private AudioEncoder encoder;
  private Resampler resampler;

  /** Gets ready for a peer that understands {@code formats}; false when nothing can be said. */
  boolean tune(List<RtpFormat> formats) {
    var wanted = first(formats, true).or(() -> first(formats, false));
    if (wanted.isEmpty()) {
      close();
    } else if (!wanted.get().equals(format)) {
      close();
      format = wanted.get();
      codec = Codec.of(format).orElseThrow();
      encoder = codec.encoder(RATE, format.parameters());
      resampler = new Resampler(G711.RATE, RATE, G711.FRAME);
    }
    return isReady();
  }

  boolean isReady() {
    return format != null;
  }

  int payloadType() {
    return format.payloadType();
  }

  /** Ticks of the peer's clock in 20 ms. */
  int ticks() {
    return codec.clockRate() / 50;
  }

  /** Writes 20 ms of {@code prompt} from {@code from} on; returns how many samples of it. */
  int speak(Prompt prompt, int from, ByteBuffer packet) {
    return switch (codec) {
      case PCMA -> copy(prompt, G711.PCMA, from, packet);
      case PCMU -> copy(prompt, G711.PCMU, from, packet);
      case G722, OPUS -> encode(prompt, from, packet);
    };
  }

  @Override
  public void close() {
    if (encoder != null) {
      encoder.close();
      encoder = null;
      format = null;
    }
  }

  private int copy(Prompt prompt, G711 law, int from, ByteBuffer packet) {
    var sound = prompt.sound(law);
    int length = Math.min(G711.FRAME, sound.length - from);
    packet.put(sound, from, length);
    for (int i = length; i < G711.FRAME; i++) {
      packet.put(law.silence());
    }
    return length;
  }

  private int encode(Prompt prompt, int from, ByteBuffer packet) {
    int length = Math.min(G711.FRAME, prompt.sound(G711.PCMA).length - from);
    if (prompt.wide().isPresent()) {
      var samples = prompt.wide().get();
      System.arraycopy(samples, 2 * from, wide, 0, 2 * length);
      Arrays.fill(wide, 2 * length, wide.length, (short) 0);
    } else {
      widen(prompt.sound(G711.PCMA), from, length);
    }
    packet.put(coded, 0, encoder.encode(wide, 0, wide.length, coded, 0));
    return length;
  }

  private void widen(byte[] sound, int from, int length) {
    for (int i = 0; i < G711.FRAME; i++) {
      frame[i] = i < length ? G711.PCMA.decode(sound[from + i]) : 0;
    }
    resampler.resample(frame, G711.FRAME, wide);
  }

  private static Optional<RtpFormat> first(List<RtpFormat> formats, boolean plain) {
    return formats.stream()
        .filter(f -> Codec.of(f).filter(c -> !plain || isPlain(c)).isPresent())
        .findFirst();
  }

  private static boolean isPlain(Codec codec) {
    return codec == Codec.PCMA || codec == Codec.PCMU;
  }
}
