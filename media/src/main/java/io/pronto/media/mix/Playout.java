package io.pronto.media.mix;

import io.pronto.media.codec.AudioDecoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.ComfortNoise;
import io.pronto.media.relay.TapNote.Carries;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one party says, 20 ms at a time by our clock, whatever its own clock, the network and its
 * codec do: packets are put in order and decoded when their time comes, what is lost is made up,
 * and how long they are kept follows how late the latest come. Nothing is allocated per packet. For
 * one thread; times are of {@link System#nanoTime}.
 */
final class Playout implements AutoCloseable {
  private static final int MILLIS = 20;
  private static final int PER_SECOND = 1000 / MILLIS;

  /** So much is looked at before a piece of it is cut or said twice. */
  private static final int STRETCHED_MILLIS = 16;

  private static final Carries[] NOTHING = new Carries[128];

  static {
    Arrays.fill(NOTHING, Carries.OTHER);
  }

  /** Numbers that differ by more come from a sender that has started anew (RFC 3550, A.1). */
  private static final int MAX_MISORDER = 100;

  /** A timestamp that is farther from what is played tells nothing. */
  private static final long LEAP = 1_000 * Depth.MILLI;

  /** What waits for longer than this is a burst, not a network that is slow at times. */
  private static final long BURST = 400 * Depth.MILLI;

  /** So many packets in a row that all come far too late are on another way than those before. */
  private static final int MOST_LATE = 5;

  /** A longer loss is not made up: it is a pause. */
  private static final int CONCEALED_MILLIS = 120;

  /** Noise is not made for longer than this after the party has described it. */
  private static final int MOST_NOISE_TICKS = 30 * PER_SECOND;

  /** Sound of which no sample is louder can be cut or prolonged anywhere. */
  private static final int FAINT = 64;

  /** Ticks between two pieces that are taken out of speech. */
  private static final int CUT_EVERY = 3;

  private final Map<Codec, AudioDecoder> decoders = new EnumMap<>(Codec.class);
  private final Waiting waiting = new Waiting();
  private final Depth depth = new Depth();
  private final ComfortNoise noise = new ComfortNoise();
  private final short[] piece = new short[16 * AudioDecoder.LONGEST_MILLIS];
  private final short[] ready = new short[16 * (AudioDecoder.LONGEST_MILLIS + 60)];
  private Carries[] carries = NOTHING;
  private Arrived fresh = new Arrived();
  private Codec codec = Codec.PCMA;
  private AudioDecoder decoder;
  private boolean running;
  private int source;
  private int expected;
  private int head;
  private int filled;
  private int concealed;
  private int noisy;
  private int late;
  private int sinceCut;

  /** The last 64 numbers passed, the newest lowest: 1 where the packet had not come. */
  private long skipped;

  Playout() {
    decoder = decoder(codec);
  }

  /** What the party's payload types mean from now on. */
  void tune(Carries[] meanings) {
    carries = meanings;
  }

  /** Samples per second of what {@link #pull} gives now: 8,000 or 16,000. */
  int rate() {
    return decoder.rate();
  }

  /** What is kept back for packets that come late, in milliseconds. */
  long keptMillis() {
    return depth.kept() / Depth.MILLI;
  }

  /** Takes a packet that came at {@code arrival}; the next tick is at {@code tick}. */
  void packet(ByteBuffer packet, long arrival, long tick) {
    fresh.read(packet);
    int ahead = (short) (fresh.sequence - expected);
    boolean anew =
        !running || fresh.source != source || ahead >= Waiting.SLOTS || ahead < -MAX_MISORDER;
    boolean sounds = speech(fresh) != null;
    if (anew) {
      if (!sounds) {
        return;
      }
      begin();
      ahead = 0;
    }
    if (sounds && (ahead >= 0 || isMissed(-ahead)) && weigh(tick - arrival)) {
      ahead = 0;
    }
    if (ahead >= 0) {
      fresh = waiting.keep(fresh);
    }
  }

  /** Writes the next 20 ms to the start of {@code into}; returns how many samples that is. */
  int pull(short[] into) {
    depth.tick();
    adjust();
    fill(MILLIS, true);
    int samples = codecMillis(MILLIS);
    System.arraycopy(ready, 0, into, 0, samples);
    System.arraycopy(ready, samples, ready, 0, filled - samples);
    filled -= samples;
    head += ticks(samples);
    return samples;
  }

  /** Forgets what has come, and begins anew with the next packet: this one's time went wrong. */
  void restart() {
    waiting.clear();
    depth.forget();
    running = false;
    filled = 0;
  }

  @Override
  public void close() {
    decoders.values().forEach(AudioDecoder::close);
    decoders.clear();
  }

  /** Begins anew with the packet that has come. */
  private void begin() {
    waiting.clear();
    depth.forget();
    running = true;
    source = fresh.source;
    expected = fresh.sequence;
    skipped = 0;
    late = 0;
    noisy = 0;
    tune(speech(fresh));
    anchor(fresh);
  }

  /** Has what is kept pass before the first sample of {@code packet} is played. */
  private void anchor(Arrived packet) {
    filled = 0;
    head = packet.timestamp - (int) (depth.kept() * codec.clockRate() / 1_000_000_000L);
  }

  /** Learns from when the packet has come; true when the stream begins anew with it. */
  private boolean weigh(long wait) {
    long lead = nanos(fresh.timestamp - head);
    late = lead < -Depth.MOST ? late + 1 : 0;
    if (Math.abs(lead) > LEAP || lead > BURST || late > MOST_LATE) {
      begin();
      return true;
    }
    depth.heard(lead, wait);
    return false;
  }

  private boolean isMissed(int behind) {
    return behind <= 64 && (skipped >>> behind - 1 & 1) != 0;
  }

  /** Keeps more or less from now on, a little at a time. */
  private void adjust() {
    long surplus = depth.surplus();
    sinceCut++;
    if (surplus == 0) {
      return;
    }
    fill(STRETCHED_MILLIS, false);
    int rate = rate();
    int wanted = (int) (Math.abs(surplus) * rate / 1_000_000_000L);
    if (filled < 2 * Stretch.most(rate)) {
      if (waiting.ahead(expected) < 0) {
        shift(surplus > 0 ? -wanted : wanted);
      }
    } else if (isFaint()) {
      pad(surplus > 0 ? -Math.min(wanted, filled) : Math.min(wanted, rate / PER_SECOND));
    } else if (surplus < 0) {
      lengthened(Stretch.lengthen(ready, filled, rate));
    } else if (sinceCut >= CUT_EVERY && wanted >= Stretch.least(rate)) {
      sinceCut = 0;
      lengthened(-Stretch.shorten(ready, filled, rate, wanted));
    }
  }

  /** Nothing is there to be played: what comes is played later by {@code samples}, or earlier. */
  private void shift(int samples) {
    head -= ticks(samples);
    depth.changed(-nanos(ticks(samples)));
  }

  /** Puts silence before what is played, or takes some of it away. */
  private void pad(int samples) {
    if (samples > 0) {
      System.arraycopy(ready, 0, ready, samples, filled);
      Arrays.fill(ready, 0, samples, (short) 0);
    } else {
      System.arraycopy(ready, -samples, ready, 0, filled + samples);
    }
    lengthened(samples);
  }

  private void lengthened(int samples) {
    filled += samples;
    head -= ticks(samples);
    depth.changed(-nanos(ticks(samples)));
  }

  private boolean isFaint() {
    for (int i = 0; i < filled; i++) {
      if (Math.abs(ready[i]) > FAINT) {
        return false;
      }
    }
    return true;
  }

  /**
   * Gets {@code millis} ready; where packets lack, what is missing is made up if wished. How many
   * samples that is may change with each packet, which may be of another codec.
   */
  private void fill(int millis, boolean madeUp) {
    while (filled < codecMillis(millis)) {
      int ahead = waiting.ahead(expected);
      if (ahead < 0 || !take(ahead, millis)) {
        if (madeUp) {
          makeUp(codecMillis(millis) - filled, ahead != 0);
        }
        return;
      }
    }
  }

  /** Uses the packet that is {@code ahead} of the next; false when its time has not come. */
  private boolean take(int ahead, int millis) {
    var packet = waiting.at(expected + ahead & 0xFFFF);
    var spoken = speech(packet);
    if (spoken != null) {
      if (spoken != codec) {
        tune(spoken);
        anchor(packet);
      }
      int gap = samples(packet.timestamp - head) - filled;
      if (gap >= codecMillis(millis) - filled) {
        return false;
      }
      if (gap > 0) {
        bridge(gap, ahead, packet);
      }
      decode(packet, Math.max(0, -gap));
    } else if (carries[packet.payloadType] == Carries.NOISE && packet.length > 0) {
      noise.describe(packet.payload[0]);
      noisy = MOST_NOISE_TICKS;
    }
    advance(ahead);
    waiting.release(packet.sequence);
    return true;
  }

  private void advance(int missing) {
    expected = expected + missing + 1 & 0xFFFF;
    skipped = missing >= 63 ? -1L << 1 : ((skipped << missing) | (1L << missing) - 1) << 1;
  }

  /** Fills what lies before {@code next}. */
  private void bridge(int gap, int missing, Arrived next) {
    if (missing > 0 && noisy == 0 && gap <= codecMillis(CONCEALED_MILLIS)) {
      decoder.recover(next.payload, 0, next.length, gap, piece);
      append(0, gap);
    } else {
      makeUp(gap, missing > 0);
    }
  }

  private void decode(Arrived packet, int from) {
    int samples = decoder.decode(packet.payload, 0, packet.length, piece);
    if (samples > from) {
      append(from, samples - from);
      concealed = 0;
      noisy = 0;
    }
  }

  /** Makes up sound: the noise that was described, what goes on where it was lost, or nothing. */
  private void makeUp(int samples, boolean lost) {
    if (noisy > 0) {
      noisy--;
      noise.fill(piece, samples);
    } else if (running && lost && concealed < codecMillis(CONCEALED_MILLIS)) {
      concealed += samples;
      decoder.conceal(samples, piece);
    } else {
      Arrays.fill(piece, 0, samples, (short) 0);
    }
    append(0, samples);
  }

  private void append(int from, int samples) {
    int some = Math.min(samples, ready.length - filled);
    System.arraycopy(piece, from, ready, filled, some);
    filled += some;
  }

  /** The codec of {@code packet}; null when it is no speech that can be decoded. */
  private Codec speech(Arrived packet) {
    return switch (carries[packet.payloadType]) {
      case PCMA -> Codec.PCMA;
      case PCMU -> Codec.PCMU;
      case G722 -> Codec.G722;
      case OPUS -> Codec.OPUS;
      case KEYS, NOISE, OTHER -> null;
    };
  }

  private void tune(Codec spoken) {
    if (spoken != codec) {
      codec = spoken;
      filled = 0;
    }
    decoder = decoder(spoken);
  }

  private AudioDecoder decoder(Codec spoken) {
    var known = decoders.get(spoken);
    if (known == null) {
      known = spoken.decoder(Math.min(spoken.rate(), 16_000));
      decoders.put(spoken, known);
    }
    return known;
  }

  private int codecMillis(int millis) {
    return rate() / 1000 * millis;
  }

  private int ticks(int samples) {
    return (int) ((long) samples * codec.clockRate() / rate());
  }

  private int samples(int ticks) {
    return (int) ((long) ticks * rate() / codec.clockRate());
  }

  private long nanos(int ticks) {
    return (long) ticks * 1_000_000_000L / codec.clockRate();
  }
}
