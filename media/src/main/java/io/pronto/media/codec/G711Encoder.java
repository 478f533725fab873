package io.pronto.media.codec;

/** G.711: a byte per sample. */
final class G711Encoder implements AudioEncoder {
  private final G711 law;

  G711Encoder(G711 law) {
    this.law = law;
  }

  @Override
  public int rate() {
    return G711.RATE;
  }

  @Override
  public int encode(short[] sound, int from, int samples, byte[] into, int at) {
    for (int i = 0; i < samples; i++) {
      into[at + i] = law.encode(sound[from + i]);
    }
    return samples;
  }
}
