package io.pronto.media.mix;

import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.G711;
import io.pronto.media.codec.Resampler;
import io.pronto.media.relay.Forwarder;
import io.pronto.media.relay.OutgoingStream;
import io.pronto.media.relay.Passage;
import io.pronto.media.relay.TapNote;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One party of a mix: what it says, how loud that is, whom it does not hear, and the stream that it
 * is sent. For the mixing thread, but for what is volatile.
 */
final class Party implements Passage.Seated {
  private static final int USUAL_MILLIS = 20;

  /** How much of a party's loudness, as power, is left one tick later: it rises at once. */
  private static final float FADING = 0.9f;

  /**
   * Who has heard another sum, as those who speak do, is sent a stream of its own for 2 s more: a
   * decoder hears each change between the two.
   */
  private static final int APART_TICKS = 100;

  /** From this power on it counts as speaking: -50 dB below overload. */
  private static final float AUDIBLE = 100 * 100;

  final Forwarder forwarder;
  final Passage passage;
  final int number;

  /** The mix's parties whom this one does not hear, beside itself. */
  final List<Party> unheard = new ArrayList<>(0);

  /** 20 ms of it, once {@link #render} has been asked for them. */
  final Voice voice = new Voice();

  /** How loud it is now, and has been lately: power of 16-bit samples. */
  float loudness;

  /** Its share in the mix before and after this tick, 0 or 1: it fades in between. */
  int gainBefore;

  int gain;

  private final Mixer mixer;
  private final Playout playout = new Playout();
  private final OutgoingStream.Numbers numbers = new OutgoingStream.Numbers();
  private final short[] said = new short[320];
  private final Resampler up = new Resampler(8_000, 16_000, 160);
  private final Resampler down = new Resampler(16_000, 8_000, 320);
  private int rate;
  private Optional<OutgoingStream> out = Optional.empty();
  private Optional<G711> law = Optional.empty();

  /** What it is sent where it hears all that others hear; null where that is not shared. */
  private RoomStream room;

  /** Ticks until it may be sent that again. */
  private int apart;

  private boolean muted;

  /** It has put us on hold: what it sends is music. */
  private boolean held;

  private volatile boolean speaking;

  Party(Mixer mixer, Forwarder forwarder, Passage passage, int number) {
    this.mixer = mixer;
    this.forwarder = forwarder;
    this.passage = passage;
    this.number = number;
  }

  @Override
  public void agreed(Remote remote) {
    mixer.loop().run(() -> tune(remote));
  }

  @Override
  public void left() {
    mixer.loop().run(() -> mixer.removeNow(this));
  }

  Mixer mixer() {
    return mixer;
  }

  boolean isSpeaking() {
    return speaking;
  }

  void mute(boolean wanted) {
    muted = wanted;
  }

  void packet(ByteBuffer packet, long arrival, long tick) {
    playout.packet(packet, arrival, tick);
  }

  /** Listens to its next 20 ms. */
  void hear() {
    int samples = playout.pull(said);
    rate = playout.rate();
    float power = isMuted() ? 0 : power(samples);
    loudness = Math.max(power, loudness * FADING);
    speaking = !isMuted() && loudness >= AUDIBLE;
    gainBefore = gain;
  }

  /** What it has said cannot be played: it is silent in this tick, and heard anew after it. */
  void silence() {
    playout.restart();
    rate = playout.rate();
    Arrays.fill(said, (short) 0);
    loudness = 0;
    speaking = false;
    gainBefore = gain;
  }

  /** Whether anything of it is to be heard in this tick. */
  boolean isHeard() {
    return !isMuted() && gain + gainBefore > 0;
  }

  /** Whether nobody is to hear it. */
  boolean isMuted() {
    return muted || held;
  }

  boolean hears(Party other) {
    return other != this && (unheard.isEmpty() || !unheard.contains(other));
  }

  /** Gets its 20 ms ready at both rates. */
  void render(boolean anyWide, boolean anyNarrow) {
    if (gain != gainBefore) {
      fade(rate / 50);
    }
    if (rate == 8_000) {
      System.arraycopy(said, 0, voice.narrow, 0, voice.narrow.length);
      if (anyWide) {
        up.resample(said, voice.narrow.length, voice.wide);
      }
    } else {
      System.arraycopy(said, 0, voice.wide, 0, voice.wide.length);
      if (anyNarrow) {
        down.resample(said, voice.wide.length, voice.narrow);
      }
    }
  }

  /** Whether it can be sent anything. */
  boolean listens() {
    return out.isPresent();
  }

  boolean listensWide() {
    return out.isPresent() && out.get().rate() > 8_000;
  }

  /** The law by which it is sent packets that others are sent as well; null when it is not. */
  G711 sharedLaw() {
    return law.orElse(null);
  }

  /**
   * The stream that it is sent as well as others; null when it has one of its own.
   *
   * @param hearsAll whether it hears every voice of this tick
   */
  RoomStream sharedStream(boolean hearsAll) {
    apart = hearsAll ? Math.max(0, apart - 1) : APART_TICKS;
    return apart == 0 ? room : null;
  }

  void send(short[] sound, int samples) {
    out.orElseThrow().append(sound, samples);
  }

  void send(byte[] code, int length) {
    out.orElseThrow().pass(code, length);
  }

  void close() {
    speaking = false;
    playout.close();
    endStream();
  }

  private void endStream() {
    out.ifPresent(OutgoingStream::close);
    out = Optional.empty();
    if (room != null) {
      mixer.leave(room);
      room = null;
    }
  }

  private void tune(Remote remote) {
    held = !remote.direction().sends();
    playout.tune(TapNote.carries(TapNote.of(TapNote.State.OPEN, remote)));
    endStream();
    out =
        remote.formats().stream()
            .filter(f -> Codec.of(f).isPresent())
            .findFirst()
            .map(format -> stream(format, remote.packetTime().millis(USUAL_MILLIS)));
  }

  private OutgoingStream stream(RtpFormat format, int askedMillis) {
    var codec = Codec.of(format).orElseThrow();
    int millis = codec.packetMillis(askedMillis);
    law = millis == USUAL_MILLIS ? G711.of(format) : Optional.empty();
    if (codec == Codec.OPUS && millis == USUAL_MILLIS) {
      room = mixer.enter(format.parameters());
    }
    return new OutgoingStream(
        numbers, codec, format, millis, RoomStream.RATE, packet -> passage.offer(number, packet));
  }

  private float power(int samples) {
    long sum = 0;
    for (int i = 0; i < samples; i++) {
      sum += said[i] * said[i];
    }
    return (float) sum / samples;
  }

  private void fade(int samples) {
    for (int i = 0; i < samples; i++) {
      int part = gain > gainBefore ? i : samples - i;
      said[i] = (short) (said[i] * part / samples);
    }
  }
}
