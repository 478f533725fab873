package io.pronto.media.codec;

/** G.722 at 64 kbit/s: 16,000 samples a second, a byte for two of them. */
final class G722Decoder implements AudioDecoder {
  private final G722Band low = G722Band.low();
  private final G722Band high = G722Band.high();
  private final G722Filter filter = new G722Filter();
  private final Concealment concealment = new Concealment(G722Band.RATE);

  @Override
  public int rate() {
    return G722Band.RATE;
  }

  @Override
  public int decode(byte[] packet, int from, int length, short[] into) {
    if (2 * length > capacity()) {
      return 0;
    }
    for (int i = 0; i < length; i++) {
      int lower = low.decodeLow(packet[from + i] & 0x3F);
      int upper = high.decodeHigh((packet[from + i] & 0xFF) >> 6);
      filter.join(lower, upper, into, 2 * i);
    }
    concealment.heard(into, 2 * length);
    return 2 * length;
  }

  @Override
  public void conceal(int samples, short[] into) {
    concealment.conceal(into, samples);
  }
}
