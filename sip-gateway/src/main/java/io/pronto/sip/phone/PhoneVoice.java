package io.pronto.sip.phone;

import io.pronto.media.codec.AudioDecoder;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.Resampler;
import java.util.Arrays;

/** One codec as a phone uses it: sound at 8 kHz in and out, 20 ms at a time. */
final class PhoneVoice {
  private static final int FRAME = Sound.RATE / 50;

  private final Codec codec;
  private final AudioEncoder encoder;
  private final AudioDecoder decoder;
  private final Resampler up;
  private final Resampler down;
  private final short[] sound;

  PhoneVoice(Codec codec) {
    this.codec = codec;
    encoder = codec.encoder(Sound.RATE, codec.format().parameters());
    decoder = codec.decoder(Sound.RATE);
    up = new Resampler(Sound.RATE, encoder.rate(), FRAME);
    down = new Resampler(decoder.rate(), Sound.RATE, decoder.capacity());
    sound = new short[decoder.capacity()];
  }

  Codec codec() {
    return codec;
  }

  /** Ticks of its clock that a packet takes. */
  int ticks() {
    return codec.clockRate() / 50;
  }

  byte[] encode(short[] frame) {
    var wide = frame;
    if (encoder.rate() != Sound.RATE) {
      wide = new short[up.resampled(FRAME)];
      up.resample(frame, FRAME, wide);
    }
    var packet = new byte[AudioEncoder.MOST_BYTES];
    int length = encoder.encode(wide, 0, wide.length, packet, 0);
    return Arrays.copyOf(packet, length);
  }

  short[] decode(byte[] packet, int from, int length) {
    int samples = decoder.decode(packet, from, length, sound);
    if (decoder.rate() == Sound.RATE) {
      return Arrays.copyOf(sound, samples);
    }
    var narrow = new short[down.resampled(samples)];
    down.resample(sound, samples, narrow);
    return narrow;
  }
}
