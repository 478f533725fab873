package io.pronto.media.codec;

/** G.711 with the concealment of its Appendix I. */
final class G711Decoder implements AudioDecoder {
  private final G711 law;
  private final Concealment concealment = new Concealment(G711.RATE);

  G711Decoder(G711 law) {
    this.law = law;
  }

  @Override
  public int rate() {
    return G711.RATE;
  }

  @Override
  public int decode(byte[] packet, int from, int length, short[] into) {
    if (length > capacity()) {
      return 0;
    }
    for (int i = 0; i < length; i++) {
      into[i] = law.decode(packet[from + i]);
    }
    concealment.heard(into, length);
    return length;
  }

  @Override
  public void conceal(int samples, short[] into) {
    concealment.conceal(into, samples);
  }
}
