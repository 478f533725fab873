package io.pronto.media;

import java.time.Duration;

/**
 * What happens to the sound of a call. Told on the thread of the media loop: who listens hands it
 * on and returns at once.
 */
public sealed interface MediaEvent {
  /** The endpoint to which it happened. */
  Endpoint endpoint();

  /** The first valid RTP packet of the peer has come. */
  record FirstPacket(Endpoint endpoint) implements MediaEvent {}

  /**
   * The peer has sent neither RTP nor RTCP for as long as {@link MediaSettings#silence()}, while
   * bridged and not on hold, though it should. Told once; again only after packets have come in
   * between.
   *
   * @param quiet how long nothing has come
   */
  record Silent(Endpoint endpoint, Duration quiet) implements MediaEvent {}

  /**
   * The same of a peer that may fall silent, with the exceptions of {@link OneWay}: it may be gone,
   * or just have nothing to say. Told again each time that it has lasted as long once more.
   *
   * @param quiet how long nothing has come
   */
  record Resting(Endpoint endpoint, Duration quiet) implements MediaEvent {}

  /**
   * The peer at the other end of the bridge sends, this one does not: within 3 s of the bridge or
   * of its last packet. Told once; again only after packets have come in between, or a hold. Never
   * of a peer that was heard and may fall silent: where comfort noise (RFC 3389) is agreed, after a
   * packet of it, and where G.729 annex B or Opus DTX is what it speaks.
   */
  record OneWay(Endpoint endpoint) implements MediaEvent {}

  /**
   * The peer that was told as {@link OneWay} is heard again, or is bridged anew, mixed, or back
   * from a hold: then it is told again if that lasts.
   *
   * @param moved whether it now sends from another address
   */
  record Restored(Endpoint endpoint, boolean moved) implements MediaEvent {}

  /**
   * The peer at the other end of the bridge speaks; this one sends packets, and nothing but digital
   * silence in them: of a microphone that is dead or muted, or of a box that answers in its place.
   * Within 3 s of the bridge if the peer was never heard since, else after 10 s. Told once; again
   * only after {@link SoundAgain}, or a hold. With the exceptions of {@link OneWay}; never of a
   * peer who is quiet, or who is mixed with others.
   *
   * @param heardBefore whether there has been sound of the peer since it was bridged: then its user
   *     may have muted it, or it is a machine that listens
   */
  record DigitalSilence(Endpoint endpoint, boolean heardBefore) implements MediaEvent {}

  /**
   * The peer that was told as {@link DigitalSilence} sends sound, or as {@link Restored} has it.
   */
  record SoundAgain(Endpoint endpoint) implements MediaEvent {}

  /**
   * The peer, which is mixed with others, has sent no sound for 2.5 s though it should, with the
   * exceptions of {@link OneWay}; with nobody to compare it with, it may just be muted. Told once;
   * again only after packets have come in between, or a hold.
   */
  record Unheard(Endpoint endpoint) implements MediaEvent {}

  /** How well the last 5 s went; of many in which nothing comes only the first are told of. */
  record Measured(Endpoint endpoint, Quality quality) implements MediaEvent {}

  /**
   * The party has pressed a key of its telephone: told once for each, as it is pressed. What is
   * pressed may be a secret, and stands in no log.
   *
   * @param key a digit, {@code *}, {@code #}, or {@code A} to {@code D}
   */
  record KeyPressed(Endpoint endpoint, char key) implements MediaEvent {
    @Override
    public String toString() {
      return "KeyPressed";
    }
  }

  /**
   * A prompt is over: exactly one follows each {@link Endpoint#play}, unless the endpoint is closed
   * first.
   *
   * @param whole whether every packet of it was sent; false when it was stopped or replaced, when
   *     the peer was on hold, or when no codec of ours was agreed
   * @param played what of it went out; of a prompt that is repeated, all the times together
   */
  record PromptEnded(Endpoint endpoint, Prompt prompt, boolean whole, Played played)
      implements MediaEvent {}

  /**
   * The peer has not agreed on keys: there will be no sound. Told once.
   *
   * @param why in words for the log
   */
  record HandshakeFailed(Endpoint endpoint, String why) implements MediaEvent {}
}
