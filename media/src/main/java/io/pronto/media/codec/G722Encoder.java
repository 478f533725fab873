package io.pronto.media.codec;

/** G.722 at 64 kbit/s: 16,000 samples a second, a byte for two of them. */
final class G722Encoder implements AudioEncoder {
  private final G722Band low = G722Band.low();
  private final G722Band high = G722Band.high();
  private final G722Filter filter = new G722Filter();

  @Override
  public int rate() {
    return G722Band.RATE;
  }

  @Override
  public int encode(short[] sound, int from, int samples, byte[] into, int at) {
    for (int i = 0; i < samples / 2; i++) {
      filter.split(sound[from + 2 * i], sound[from + 2 * i + 1]);
      int lower = low.encodeLow(filter.low());
      int upper = high.encodeHigh(filter.high());
      into[at + i] = (byte) (upper << 6 | lower);
    }
    return samples / 2;
  }
}
