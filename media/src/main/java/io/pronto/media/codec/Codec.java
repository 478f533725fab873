package io.pronto.media.codec;

import io.pronto.media.RtpFormat;
import java.util.Arrays;
import java.util.Optional;

/** The codecs that are decoded and encoded here. Others pass as they are, or not at all. */
public enum Codec {
  /** G.711 A-law. */
  PCMA(new RtpFormat(8, "PCMA", 8000), 8000),
  /** G.711 µ-law. */
  PCMU(new RtpFormat(0, "PCMU", 8000), 8000),
  /** G.722 at 64 kbit/s: its clock says 8,000, its sound has 16,000 (RFC 3551, section 4.5.2). */
  G722(new RtpFormat(9, "G722", 8000), 16_000),
  /** Opus; always written with two channels, whatever is in it (RFC 7587, section 7). */
  OPUS(
      new RtpFormat(111, "opus", 48_000, 2, "useinbandfec=1;stereo=0;maxaveragebitrate=32000"),
      48_000);

  private final RtpFormat format;
  private final int rate;

  Codec(RtpFormat format, int rate) {
    this.format = format;
    this.rate = rate;
  }

  /** The codec of {@code format}, if it is one of these and this machine can handle it. */
  public static Optional<Codec> of(RtpFormat format) {
    return Arrays.stream(values())
        .filter(codec -> codec.format.sameEncoding(format) && codec.isAvailable())
        .findFirst();
  }

  /** Whether this machine can decode and encode it. */
  public boolean isAvailable() {
    return this != OPUS || OpusLibrary.isAvailable();
  }

  /** How we offer it: its usual payload type, and in {@code a=fmtp} what we want to be sent. */
  public RtpFormat format() {
    return format;
  }

  /** Samples per second of all that it can carry. */
  public int rate() {
    return rate;
  }

  /** Ticks of the RTP timestamp per second. */
  public int clockRate() {
    return format.clockRate();
  }

  /** The rate of sound that goes from this to {@code other}: not higher than either carries. */
  public int rateTowards(Codec other) {
    return this == OPUS ? Math.min(rate, other.rate) : rate;
  }

  /**
   * A decoder.
   *
   * @param wanted samples per second, 8, 16 or 48 thousand; only Opus gives what is wanted, the
   *     others give their own
   */
  public AudioDecoder decoder(int wanted) {
    return switch (this) {
      case PCMA -> new G711Decoder(G711.PCMA);
      case PCMU -> new G711Decoder(G711.PCMU);
      case G722 -> new G722Decoder();
      case OPUS -> new OpusDecoder(wanted);
    };
  }

  /**
   * An encoder.
   *
   * @param given samples per second, 8, 16 or 48 thousand; only Opus takes what is given, the
   *     others take their own
   * @param parameters of the party that it is for: what follows the payload type in {@code a=fmtp}
   */
  public AudioEncoder encoder(int given, String parameters) {
    return switch (this) {
      case PCMA -> new G711Encoder(G711.PCMA);
      case PCMU -> new G711Encoder(G711.PCMU);
      case G722 -> new G722Encoder();
      case OPUS -> new OpusEncoder(given, OpusWishes.of(parameters));
    };
  }

  /** How much sound one packet holds where {@code asked} ms are asked for: 10 to 60 ms. */
  public int packetMillis(int asked) {
    int tens = Math.clamp(asked / 10 * 10, 10, 60);
    boolean odd = this == OPUS && (tens == 30 || tens == 50);
    return odd ? tens - 10 : tens;
  }
}
