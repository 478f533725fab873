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

  private final Stream[] streams = new Stream[Codec.values().length];

  /** Whether what a packet of {@code codec} sounds like depends on those that came before it. */
  static boolean remembers(Codec codec) {
    return codec == Codec.G722 || codec == Codec.OPUS;
  }

  /**
   * Reads the {@link #timestamp} of a packet that is not decoded; false where none of its codec was
   * decoded yet, from which its time could be told.
   */
  boolean reads(Codec spoken, TappedPacket packet) {
    var stream = streams[spoken.ordinal()];
    if (stream != null) {
      timestamp = stream.time(packet);
    }
    return stream != null;
  }

  void decode(Codec spoken, TappedPacket packet) {
    switch (spoken) {
      case PCMA -> look(G711.PCMA, packet);
      case PCMU -> look(G711.PCMU, packet);
      case G722, OPUS -> {
        var stream = stream(spoken);
        timestamp = stream.time(packet);
        length = stream.rebuild(packet, samples);
      }
    }
  }

  /** Gives back what the codecs held. */
  @Override
  public void close() {
    for (int i = 0; i < streams.length; i++) {
      if (streams[i] != null) {
        streams[i].decoder.close();
        streams[i] = null;
      }
    }
  }

  private void look(G711 law, TappedPacket packet) {
    length = packet.length;
    timestamp = packet.timestamp;
    for (int i = 0; i < length; i++) {
      samples[i] = law.decode(packet.payload[i]);
    }
  }

  private Stream stream(Codec spoken) {
    var known = streams[spoken.ordinal()];
    if (known == null) {
      known = new Stream(spoken);
      streams[spoken.ordinal()] = known;
    }
    return known;
  }

  /**
   * What the party has said in one codec. It is kept while the party speaks another, for it may
   * change with each packet.
   */
  private static final class Stream {
    final AudioDecoder decoder;
    private final int clockRate;
    private final Resampler resampler;
    private final short[] wide;
    private int lastTicks;
    private long ticks;

    Stream(Codec codec) {
      decoder = codec.decoder(G711.RATE);
      clockRate = codec.clockRate();
      resampler = new Resampler(decoder.rate(), G711.RATE, decoder.capacity());
      wide = new short[decoder.capacity()];
    }

    /** A packet's timestamp in samples of the recording. */
    int time(TappedPacket packet) {
      ticks += packet.timestamp - lastTicks;
      lastTicks = packet.timestamp;
      return (int) Math.floorDiv(ticks * G711.RATE, (long) clockRate);
    }

    /** Writes its sound to the start of {@code into}; returns how many samples that is. */
    int rebuild(TappedPacket packet, short[] into) {
      int made = decoder.decode(packet.payload, 0, packet.length, wide);
      if (decoder.rate() != G711.RATE) {
        return resampler.resample(wide, made, into);
      }
      System.arraycopy(wide, 0, into, 0, made);
      return made;
    }
  }
}
