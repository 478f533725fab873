package io.pronto.media.mix;

/**
 * A party's place in a mix. Methods may be called from any thread and take effect with the next
 * tick.
 */
public final class Seat implements AutoCloseable {
  private final MixLoop loop;
  private final Party party;

  Seat(MixLoop loop, Party party) {
    this.loop = loop;
    this.party = party;
  }

  /** Whether nobody hears the party. */
  public void mute(boolean wanted) {
    loop.run(() -> party.mute(wanted));
  }

  /** Whether the party hears {@code other}, which is of the same mix; at first it hears all. */
  public void hear(Seat other, boolean wanted) {
    loop.run(
        () -> {
          party.unheard.remove(other.party);
          if (!wanted) {
            party.unheard.add(other.party);
          }
        });
  }

  /** Whether the party is speaking now and can be heard. */
  public boolean isSpeaking() {
    return party.isSpeaking();
  }

  /** Leaves the mix, if it has not left already. */
  @Override
  public void close() {
    party.forwarder.unseat(party.number);
  }
}
