package io.pronto.bench.media;

import io.pronto.media.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a party says over and over where it must be decoded: two seconds like a voice, in packets of
 * 20 ms and of one size.
 *
 * @param payloadType in the RTP header
 * @param ticks of its clock in a packet
 * @param packets their payloads
 */
record Speech(int payloadType, int ticks, List<byte[]> packets) {
  /** The payload type of Opus. */
  static final int OPUS = 96;

  /** What is wanted of Opus: the rate is held, so that all packets are of one size. */
  static final String WISHES = "cbr=1;maxaveragebitrate=16000";

  private static final int FRAMES = 100;

  /** In G.711 A-law. */
  static Speech plain() {
    return in(Codec.PCMA, Codec.PCMA.format().payloadType());
  }

  /** In Opus. */
  static Speech opus() {
    return in(Codec.OPUS, OPUS);
  }

  private static Speech in(Codec codec, int payloadType) {
    int rate = 8_000;
    int frame = rate / 50;
    var voice = voice(rate, FRAMES * frame);
    var packets = new ArrayList<byte[]>();
    try (var encoder = codec.encoder(rate, WISHES)) {
      var coded = new byte[1_275];
      for (int i = 0; i < FRAMES; i++) {
        int length = encoder.encode(voice, i * frame, frame, coded, 0);
        packets.add(java.util.Arrays.copyOf(coded, length));
      }
    }
    int size = packets.getFirst().length;
    if (packets.stream().anyMatch(packet -> packet.length != size)) {
      throw new IllegalStateException("Packets differ in size");
    }
    return new Speech(payloadType, codec.clockRate() / 50, List.copyOf(packets));
  }

  /** Harmonics of a pitch that glides, in syllables, with a little noise. */
  static short[] voice(int rate, int samples) {
    var sound = new short[samples];
    var noise = new SplittableRandom(7); // the same whenever it is asked for
    double phase = 0;
    for (int i = 0; i < samples; i++) {
      double at = (double) i / rate;
      phase += 2 * Math.PI * (120 + 40 * Math.sin(2 * Math.PI * 0.7 * at)) / rate;
      double sum = 0;
      for (int harmonic = 1; harmonic < 20; harmonic++) {
        sum += Math.sin(harmonic * phase) / harmonic;
      }
      double loud = Math.max(0, Math.sin(2 * Math.PI * 2.5 * at));
      sound[i] = (short) (6_000 * sum * loud + noise.nextInt(-60, 60));
    }
    return sound;
  }
}
