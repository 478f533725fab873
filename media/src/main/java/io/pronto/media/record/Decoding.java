package io.pronto.media.record;

import io.pronto.media.codec.AudioDecoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.G711;
import io.pronto.media.codec.Resampler;

/** Turns the packets of one party into samples at the recording's rate, and their times with it. */
final class Decoding implements AutoCloseable {
  private static final int MOST = 4096;

  /** The sound of the packet that was decoded last. */
  final short[] samples = new short[MOST];

  /** How many of {@link #samples} are that packet's; 0 when it cannot be decoded. */
  int length;

  /** The packet's timestamp in samples of the recording. */
  int timestamp;

  private Codec codec;
  private AudioDecoder decoder;
  private Resampler resampler;
  private short[] wide;
  private int lastTicks;
  private long ticks;

  /** Whether what a packet of {@code codec} sounds like depends on those that came before it. */
  static boolean remembers(Codec codec) {
    return codec == Codec.G722 || codec == Codec.OPUS;
  }

  /**
   * Reads the {@link #timestamp} of a packet that is not decoded; false where none of its codec was
   * decoded yet, from which its time could be told.
   */
  boolean reads(Codec spoken, TappedPacket packet) {
    if (spoken != codec) {
      return false;
    }
    time(packet);
    return true;
  }

  void decode(Codec spoken, TappedPacket packet) {
    switch (spoken) {
      case PCMA -> look(G711.PCMA, packet);
      case PCMU -> look(G711.PCMU, packet);
      case G722, OPUS -> {
        if (spoken != codec) {
          tune(spoken);
        }
        rebuild(packet);
      }
    }
  }

  /** Gives back what the last codec held. */
  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
      decoder = null;
      codec = null;
    }
  }

  private void look(G711 law, TappedPacket packet) {
    length = packet.length;
    timestamp = packet.timestamp;
    for (int i = 0; i < length; i++) {
      samples[i] = law.decode(packet.payload[i]);
    }
  }

  private void rebuild(TappedPacket packet) {
    time(packet);
    int made = decoder.decode(packet.payload, 0, packet.length, wide);
    if (decoder.rate() == G711.RATE) {
      System.arraycopy(wide, 0, samples, 0, made);
      length = made;
    } else {
      length = resampler.resample(wide, made, samples);
    }
  }

  private void time(TappedPacket packet) {
    ticks += packet.timestamp - lastTicks;
    lastTicks = packet.timestamp;
    timestamp = (int) Math.floorDiv(ticks * G711.RATE, (long) codec.clockRate());
  }

  private void tune(Codec spoken) {
    close();
    codec = spoken;
    decoder = spoken.decoder(G711.RATE);
    wide = new short[decoder.capacity()];
    resampler = new Resampler(decoder.rate(), G711.RATE, decoder.capacity());
    ticks = 0;
    lastTicks = 0;
  }
}
