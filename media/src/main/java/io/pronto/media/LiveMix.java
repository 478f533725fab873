package io.pronto.media;

import io.pronto.core.lease.Lease;
import io.pronto.media.codec.G711;
import io.pronto.media.mix.Mixer;
import io.pronto.media.mix.Seat;
import java.time.Duration;

/**
 * Several endpoints, of one call or of many, who hear each other: from {@link MediaService#mix} to
 * {@link #close}. Methods may be called from any thread and never block.
 */
public final class LiveMix implements AutoCloseable {
  private final Mixer mixer;
  private final Lease lease;
  private final Duration term;

  /**
   * A mix that is somebody's by {@code lease}.
   *
   * @param term longer than anybody stays who joins: for so long it is theirs again
   */
  LiveMix(Mixer mixer, Lease lease, Duration term) {
    this.mixer = mixer;
    this.lease = lease;
    this.term = term;
  }

  /**
   * Joins {@code endpoint}, which is parted first from whom it was joined with: its party hears all
   * others of the mix, and they hear it, but for what the seat is told. What plays to the party
   * does so in place of what it hears. A party whose codecs are all none of ours neither hears nor
   * is heard. It leaves when its seat or itself is closed, or by being bridged, parted, or joined
   * anew.
   *
   * @throws IllegalStateException when this machine has no place left
   */
  public Seat join(Endpoint endpoint) {
    lease.renew(term);
    return mixer.join(endpoint.forwarder());
  }

  /** Has all who are in it hear {@code sound} beside each other, once. */
  public void play(Prompt sound) {
    var codes = sound.sound(G711.PCMA);
    var samples = new short[codes.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = G711.PCMA.decode(codes[i]);
    }
    mixer.chime(samples);
  }

  /** Parts those who are still joined. Closing twice is harmless. */
  @Override
  public void close() {
    mixer.close();
    lease.close();
  }
}
