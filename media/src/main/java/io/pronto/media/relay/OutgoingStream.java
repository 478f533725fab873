package io.pronto.media.relay;

import io.pronto.media.RtpFormat;
import io.pronto.media.codec.AudioDecoder;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.secure.SrtpProfile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One stream of our own making towards a party: cuts sound into packets and numbers them. For one
 * thread.
 */
public final class OutgoingStream implements AutoCloseable {
  private static final int EVENT_BYTES = 4;

  /** Takes packets that are ready. */
  public interface Sink {
    /** Sends {@code packet}; false when that is not possible. */
    boolean send(ByteBuffer packet);
  }

  /** What goes on when the codec changes: the source and its numbers. */
  public static final class Numbers {
    private final int source = ThreadLocalRandom.current().nextInt();
    private int sequence = ThreadLocalRandom.current().nextInt(1 << 15);
    private int timestamp = ThreadLocalRandom.current().nextInt();
  }

  private final Numbers numbers;
  private final Sink sink;
  private final AudioEncoder encoder;
  private final int payloadType;
  private final int frame;
  private final int ticksPerFrame;
  private final int rate;
  private final int clockRate;
  private final short[] pending;
  private final byte[] coded = new byte[AudioEncoder.MOST_BYTES];
  private final ByteBuffer packet =
      ByteBuffer.allocateDirect(RtpHeader.LENGTH + HeardPacket.MOST_BYTES + SrtpProfile.MOST_ADDED);
  private int filled;
  private boolean talkspurt = true;
  private int heardEvent;
  private int toldEvent;

  /** A stream of sound at {@code given} samples per second, as {@code wanted} says. */
  OutgoingStream(Numbers numbers, Conversion wanted, int given, Sink sink) {
    this(numbers, wanted.codec(), wanted.format(), wanted.packetMillis(), given, sink);
  }

  /**
   * A stream of sound at {@code given} samples per second.
   *
   * @param format {@code codec} as the party numbers it, with what it wants of it
   * @param packetMillis how much sound one packet holds, as {@link Codec#packetMillis} allows
   */
  public OutgoingStream(
      Numbers numbers, Codec codec, RtpFormat format, int packetMillis, int given, Sink sink) {
    this.numbers = numbers;
    this.sink = sink;
    encoder = codec.encoder(given, format.parameters());
    rate = encoder.rate();
    clockRate = codec.clockRate();
    payloadType = format.payloadType();
    frame = rate / 1000 * packetMillis;
    ticksPerFrame = clockRate / 1000 * packetMillis;
    pending = new short[frame + rate / 1000 * AudioDecoder.LONGEST_MILLIS];
  }

  /** Samples per second that it takes. */
  public int rate() {
    return rate;
  }

  int clockRate() {
    return clockRate;
  }

  int source() {
    return numbers.source;
  }

  /** The timestamp of the next sound. */
  int timestamp() {
    return numbers.timestamp;
  }

  /** Sends what the first {@code samples} of {@code sound} complete; returns how many packets. */
  public int append(short[] sound, int samples) {
    System.arraycopy(sound, 0, pending, filled, samples);
    filled += samples;
    int at = 0;
    int sent = 0;
    while (filled - at >= frame) {
      sent += emit(at) ? 1 : 0;
      at += frame;
    }
    System.arraycopy(pending, at, pending, 0, filled - at);
    filled -= at;
    return sent;
  }

  /** Sends {@code bytes} of {@code code}, one packet of its codec that others are sent as well. */
  public boolean pass(byte[] code, int bytes) {
    head(payloadType, talkspurt, numbers.timestamp);
    numbers.timestamp += ticksPerFrame;
    talkspurt = false;
    packet.put(code, 0, bytes);
    return sink.send(packet.flip());
  }

  /** Says nothing for {@code ticks} of its clock: what follows is a new talkspurt. */
  void pause(long ticks) {
    long left = ticks;
    if (filled > 0) {
      Arrays.fill(pending, filled, frame, (short) 0);
      left -= (long) (frame - filled) * clockRate / rate;
      emit(0);
      filled = 0;
    }
    numbers.timestamp += (int) Math.max(0, left);
    talkspurt = true;
  }

  /**
   * Passes a packet of RFC 4733 on, its duration in other ticks.
   *
   * @param number the payload type
   * @param clock ticks per second of the packet
   * @param wanted ticks per second that the party reckons with
   */
  boolean event(HeardPacket event, int number, int clock, int wanted) {
    if (event.length < EVENT_BYTES) {
      return false;
    }
    if (event.timestamp != heardEvent) {
      heardEvent = event.timestamp;
      toldEvent = numbers.timestamp;
    }
    head(number, event.marked, toldEvent);
    packet.put(event.payload, 0, 2);
    long duration = (event.payload[2] & 0xFF) << 8 | event.payload[3] & 0xFF;
    packet.putShort((short) Math.min(duration * wanted / clock, 0xFFFF));
    return sink.send(packet.flip());
  }

  @Override
  public void close() {
    encoder.close();
  }

  private boolean emit(int at) {
    int bytes = encoder.encode(pending, at, frame, coded, 0);
    int timestamp = numbers.timestamp;
    numbers.timestamp += ticksPerFrame;
    if (bytes == 0) {
      return false;
    }
    head(payloadType, talkspurt, timestamp);
    talkspurt = false;
    packet.put(coded, 0, bytes);
    return sink.send(packet.flip());
  }

  private void head(int number, boolean marked, int timestamp) {
    packet.clear();
    packet.put((byte) 0x80).put((byte) (number | (marked ? 0x80 : 0)));
    packet.putShort((short) numbers.sequence++).putInt(timestamp).putInt(numbers.source);
  }
}
