package io.pronto.media.relay;

import io.pronto.media.RtpFormat;
import io.pronto.media.codec.AudioDecoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.ComfortNoise;
import io.pronto.media.codec.Resampler;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * Makes of what one party says what another understands: has the packets in order, decodes them,
 * fills losses, changes the rate, encodes. Nothing is delayed but by packets that are missing; the
 * sender's clock is the clock of what is sent. For the loop's thread; allocates nothing per packet.
 */
final class Transcoder implements InOrder.Taker, AutoCloseable {
  /** A longer loss is not filled: it is a pause. */
  private static final int CONCEALED_MILLIS = 120;

  /** A timestamp that leaps by more tells nothing. */
  private static final int LONGEST_PAUSE_SECONDS = 60;

  /** Noise is not made for longer than this after the party has described it. */
  private static final long LONGEST_NOISE_NANOS = 30_000_000_000L;

  private static final long NANOS = 1_000_000_000L;

  private final Conversion conversion;
  private final Conversion.Kinds kinds;
  private final RtpFormat events;
  private final OutgoingStream.Numbers numbers;
  private final OutgoingStream.Sink sink;
  private final InOrder order = new InOrder(this);
  private final Map<Codec, AudioDecoder> decoders = new EnumMap<>(Codec.class);
  private final ComfortNoise noise = new ComfortNoise();
  private Codec codec;
  private AudioDecoder decoder;
  private Resampler resampler;
  private OutgoingStream out;
  private short[] sound;
  private short[] resampled;
  private boolean converting;
  private boolean anchored;
  private int nextTimestamp;
  private int lastSamples;
  private long lastArrival;
  private boolean noisy;
  private long noisySince;

  private Transcoder(
      Conversion conversion, OutgoingStream.Numbers numbers, OutgoingStream.Sink sink) {
    this.conversion = conversion;
    this.kinds = conversion.kinds();
    this.events = conversion.events().orElse(null);
    this.numbers = numbers;
    this.sink = sink;
  }

  static Transcoder of(Conversion conversion, OutgoingStream.Sink sink) {
    return new Transcoder(conversion, new OutgoingStream.Numbers(), sink);
  }

  /** Whether it does that already. */
  boolean does(Conversion wanted) {
    return conversion.equals(wanted);
  }

  /** Another that goes on with the numbers of this one, which ends. */
  Transcoder changedTo(Conversion wanted) {
    close();
    return new Transcoder(wanted, numbers, sink);
  }

  /**
   * Whether a packet of {@code payloadType} that has come now is converted, not passed on. Events
   * and noise go the way of the speech that they interrupt: a party may speak any codec that was
   * agreed, whether the other knows it or not.
   */
  boolean takes(int payloadType) {
    if (kinds.isSpeech(payloadType)) {
      converting = true;
    } else if (kinds.isPassed(payloadType)) {
      converting = false;
      order.stop();
    }
    boolean accompanies = kinds.isEvent(payloadType) || kinds.isNoise(payloadType);
    return kinds.isSpeech(payloadType) || converting && accompanies;
  }

  /** Takes a packet that came at {@code now}. */
  void take(ByteBuffer packet, long now) {
    order.take(packet, now);
  }

  /** Looks whether packets have waited long enough for one that is missing. */
  void tick(long now) {
    order.tick(now);
  }

  /** Whether the party is silent before a noise that is to be heard, a piece at each beat. */
  boolean isNoisy() {
    return noisy;
  }

  /** Makes 20 ms of that noise. */
  void beat(long now) {
    noisy = converting && now - noisySince < LONGEST_NOISE_NANOS;
    if (noisy) {
      int samples = decoder.rate() / 50;
      noise.fill(sound, samples);
      append(samples);
      nextTimestamp += ticks(samples);
    }
  }

  /**
   * Makes an RTCP packet of the party speak of the streams as the other knows them (RFC 7667,
   * section 3.2.1).
   *
   * @param back what is done the other way; null when nothing is
   */
  void report(ByteBuffer control, Transcoder back) {
    if (converting && out != null) {
      int source = order.source();
      ReportTranslation.retime(
          control, source, nextTimestamp, codec.clockRate(), out.timestamp(), out.clockRate());
      ReportTranslation.rename(control, source, out.source());
    }
    if (back != null && back.out != null) {
      ReportTranslation.reportOf(control, back.out.source(), back.order.source());
    }
  }

  @Override
  public void close() {
    noisy = false;
    decoders.values().forEach(AudioDecoder::close);
    decoders.clear();
    decoder = null;
    codec = null;
    if (out != null) {
      out.close();
      out = null;
    }
  }

  @Override
  public void begin(HeardPacket first) {
    anchored = false;
  }

  @Override
  public void accept(HeardPacket packet, int missing, long now) {
    if (kinds.isSpeech(packet.payloadType)) {
      speak(packet, missing, now);
    } else if (kinds.isEvent(packet.payloadType) && events != null && out != null) {
      int clock = kinds.eventClock(packet.payloadType);
      out.event(packet, events.payloadType(), clock, events.clockRate());
    } else if (kinds.isNoise(packet.payloadType) && packet.length > 0 && out != null) {
      noise.describe(packet.payload[0]);
      noisy = true;
      noisySince = now;
    }
  }

  private void speak(HeardPacket packet, int missing, long now) {
    var spoken = kinds.codec(packet.payloadType);
    if (spoken != codec) {
      tune(spoken);
    }
    if (noisy) {
      noisy = false;
      out.pause(0);
    }
    align(packet, missing, now);
    int samples = decoder.decode(packet.payload, 0, packet.length, sound);
    append(samples);
    lastSamples = samples > 0 ? samples : lastSamples;
    nextTimestamp = packet.timestamp + ticks(samples);
    lastArrival = now;
  }

  /** Fills, or leaves open, what lies between the sound before and that of {@code packet}. */
  private void align(HeardPacket packet, int missing, long now) {
    int gap = packet.timestamp - nextTimestamp;
    boolean plausible = gap >= 0 && gap <= LONGEST_PAUSE_SECONDS * codec.clockRate();
    if (!anchored || !plausible) {
      boolean leaps = !anchored || gap > 0 || gap < -codec.clockRate();
      if (leaps && lastArrival != 0) {
        out.pause(sinceLast(now));
      }
      anchored = true;
      return;
    }
    long samples = (long) gap * decoder.rate() / codec.clockRate();
    if (gap == 0) {
      return;
    }
    if (missing > 0 && samples <= decoder.rate() / 1000 * CONCEALED_MILLIS) {
      fill((int) samples, packet);
    } else {
      out.pause((long) gap * out.clockRate() / codec.clockRate());
    }
  }

  private void fill(int samples, HeardPacket next) {
    int last = Math.min(samples, lastSamples);
    if (samples > last) {
      decoder.conceal(samples - last, sound);
      append(samples - last);
    }
    if (last > 0) {
      decoder.recover(next.payload, 0, next.length, last, sound);
      append(last);
    }
  }

  private void append(int samples) {
    if (resampler == null) {
      out.append(sound, samples);
    } else {
      out.append(resampled, resampler.resample(sound, samples, resampled));
    }
  }

  /** What has passed by our clock since the sound before, but for the packet's own length. */
  private long sinceLast(long now) {
    long ticks = (now - lastArrival) * out.clockRate() / NANOS;
    long own = (long) lastSamples * out.clockRate() / decoder.rate();
    return Math.clamp(ticks - own, 0, (long) LONGEST_PAUSE_SECONDS * out.clockRate());
  }

  private int ticks(int samples) {
    return (int) ((long) samples * codec.clockRate() / decoder.rate());
  }

  /**
   * Gets ready to hear {@code spoken}. What can stay does, for a party may change with each packet:
   * the decoders that it has needed, and what is sent while the rate is the same.
   */
  private void tune(Codec spoken) {
    var before = decoder;
    anchored &= codec != null && codec.clockRate() == spoken.clockRate();
    codec = spoken;
    decoder = decoders.computeIfAbsent(spoken, c -> c.decoder(c.rateTowards(conversion.codec())));
    if (before == null || before.rate() != decoder.rate()) {
      prepare();
    }
  }

  /** Gets ready to send sound at the decoder's rate. */
  private void prepare() {
    if (out != null) {
      out.close();
    }
    out = new OutgoingStream(numbers, conversion, decoder.rate(), sink);
    sound = new short[decoder.capacity()];
    boolean same = decoder.rate() == out.rate();
    resampler = same ? null : new Resampler(decoder.rate(), out.rate(), decoder.capacity());
    resampled = same ? null : new short[resampler.resampled(decoder.capacity())];
  }
}
