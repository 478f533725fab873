package io.pronto.media;

import io.pronto.core.lease.Lease;
import io.pronto.core.lease.Leases;
import io.pronto.media.relay.Forwarder;
import io.pronto.media.relay.RelayLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * One party's end of the sound: a pair of ports that the party sends to, and what is known of it.
 * Methods may be called from any thread, never block, and take effect in the order of the calls.
 */
public final class Endpoint implements AutoCloseable {
  /** Longer than any call: an endpoint still open then has been forgotten. */
  private static final Duration LONGEST = Duration.ofHours(24);

  private final InetAddress advertised;
  private final List<Lease> held;
  private final Forwarder forwarder;

  Endpoint(
      RelayLoop loop,
      Leases leases,
      InetAddress advertised,
      boolean forHelp,
      String owner,
      Duration silence,
      Consumer<MediaEvent> events) {
    this.advertised = advertised;
    this.held =
        List.of(
            leases.take(Leases.Kind.ENDPOINT, owner, LONGEST, this::close),
            leases.take(Leases.Kind.PORT, owner, LONGEST, this::close));
    try {
      this.forwarder = loop.open(this, forHelp, owner, silence, events, this::release);
    } catch (NoPortFree e) {
      release();
      throw e;
    }
  }

  /** Where the party is to send RTP: an even port. */
  public InetSocketAddress rtp() {
    return new InetSocketAddress(advertised, forwarder.port());
  }

  /** Where the party is to send RTCP: the port above. */
  public InetSocketAddress rtcp() {
    return new InetSocketAddress(advertised, forwarder.port() + 1);
  }

  /**
   * Tells what signalling has agreed with the party, after each offer and answer. A new address
   * moves the stream there; the same one leaves it where the party's packets really came from.
   */
  public void expect(Remote remote) {
    forwarder.expect(remote);
  }

  /**
   * Plays a prompt to the party, in place of what the bridged party says; it replaces whatever
   * plays. {@link MediaEvent.PromptEnded} follows.
   *
   * @param repeat whether it starts over and over until {@link #stopPlaying}
   */
  public void play(Prompt prompt, boolean repeat) {
    forwarder.play(prompt, repeat);
  }

  /**
   * Presses a key towards the party, in place of what it hears: as an event where RFC 4733 is
   * agreed, else by its tones in the codec that is agreed; without effect where that is none of
   * ours. Keys wait for those before them, 160 ms for each.
   *
   * @param key a digit, {@code *}, {@code #}, or {@code A} to {@code D}
   */
  public void press(char key) {
    forwarder.press(key);
  }

  /**
   * Plays {@code prompt} to the party over and over, as long as the bridged party sends nothing to
   * be heard (silence is nothing), and in place of what is mixed for it: music for whoever is put
   * on hold. A prompt or a key that is played comes before it, and it goes on when the party's
   * codec changes. It is not told of by any event.
   */
  public void startMusic(Prompt prompt) {
    forwarder.startMusic(prompt);
  }

  /** Ends the music, if there is any, at once. */
  public void stopMusic() {
    forwarder.stopMusic();
  }

  /** Ends what plays, if anything does. */
  public void stopPlaying() {
    forwarder.stopPlaying();
  }

  /**
   * Whether keys that the party presses are heard in its sound as well, where RFC 4733 is not
   * agreed: {@link MediaEvent.KeyPressed} tells of them. Off at first: it costs a little.
   */
  public void hearKeyTones(boolean wanted) {
    forwarder.hearKeyTones(wanted);
  }

  /**
   * Lets the party's sound come from another address than so far, until one has proved itself:
   * where it is encrypted, from any; else only from another port of the hosts where the party is,
   * was, or says that it is, so that nobody else takes the place of one who is silent.
   */
  public void seek() {
    forwarder.seek();
  }

  /**
   * The same, and for 3 s it may also come from {@code host}.
   *
   * @param host from where signalling has just heard from the party
   */
  public void seek(InetAddress host) {
    forwarder.seek(host);
  }

  /**
   * Whether the party's RTCP has said in the last 10 s that it sends no sound: it is not lost on
   * its way. False where there is none, or it does not tell.
   */
  public boolean isIdle() {
    return forwarder.isIdle();
  }

  /** What has been measured so far; after {@link #close}, what had been measured then. */
  public EndpointStatistics statistics() {
    return forwarder.statistics();
  }

  /** Parts it from its bridge and gives the ports back. Closing twice is harmless. */
  @Override
  public void close() {
    forwarder.close();
  }

  Forwarder forwarder() {
    return forwarder;
  }

  private void release() {
    held.forEach(Lease::close);
  }
}
