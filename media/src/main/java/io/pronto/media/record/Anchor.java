package io.pronto.media.record;

import io.pronto.media.codec.G711;

/**
 * Finds where on the timeline a packet's sound belongs. The first packet of a stream is placed by
 * the time of its arrival, what follows by its timestamp: jitter moves nothing. A packet that comes
 * before its time proves that the first was held up, and the stream is moved to where it belongs:
 * at once as long as its beginning can still be changed, else little by little. Since the sender's
 * clock is not ours, the packets that come soonest after their time are watched as well, and the
 * stream is moved by a sample per packet where those show that it has drifted. Positions are
 * samples from the recording's start.
 */
final class Anchor {
  /** A timestamp that leaps is believed if the packet is not further than this from its time. */
  static final int LEAP = 320;

  private static final int WINDOW = 2 * G711.RATE;
  private static final int STEADY = 16;

  /** Five per cent: heard as a voice a little too high or low for seconds, after a bad start. */
  private static final int COARSE_STEP = 8;

  private boolean cast;
  private int timestamp;
  private long position;
  private int lastTimestamp;
  private int lastLength;
  private long begin;
  private long floor;
  private long end;
  private long soonest;
  private long windowEnd;
  private long drift;

  /** Where the first packet's sound begins. */
  long begin() {
    return begin;
  }

  /** Where the newest packet's sound ends. */
  long end() {
    return end;
  }

  /** How many samples the newest packet's sound has. */
  int length() {
    return lastLength;
  }

  /**
   * Where what has {@code packetTimestamp} belongs, if it comes with the sound; else {@code or}.
   */
  long at(int packetTimestamp, long or) {
    return cast ? position + (packetTimestamp - timestamp) : or;
  }

  /**
   * By how much the stream lies too late, as a packet shows that came before its time; 0 if it
   * shows nothing. It is not moved over another stream's sound.
   */
  long heldUp(int ahead, int packetTimestamp, int length, long arrival) {
    boolean goesOn = cast && ahead > 0 && ahead != Sequence.BEGINS;
    if (!goesOn || !follows(ahead, packetTimestamp)) {
      return 0;
    }
    long sooner = position + (packetTimestamp - timestamp) - due(length, arrival);
    if (sooner <= STEADY) {
      return 0;
    }
    return floor == 0 ? sooner : Math.min(sooner, begin - floor);
  }

  /** What came late belongs to the stream as well, and begins at {@code at}. */
  void reaches(long at) {
    long limit = floor == 0 ? at : Math.max(at, floor);
    begin = Math.min(begin, limit);
  }

  /** Moves the whole stream to {@code by} samples before. */
  void pull(long by) {
    position -= by;
    begin -= by;
    end -= by;
    soonest += by;
  }

  /** Lets the next packet be placed by its arrival. */
  void weigh() {
    cast = false;
  }

  /**
   * Says where the sound of a packet begins.
   *
   * @param ahead as {@link Sequence#advance} says
   * @param length samples in it
   * @param arrival when it came
   */
  long place(int ahead, int packetTimestamp, int length, long arrival) {
    long due = due(length, arrival);
    if (!cast || ahead == Sequence.BEGINS) {
      return cast(packetTimestamp, length, arrival);
    }
    long at = position + (packetTimestamp - timestamp);
    if (ahead <= 0) {
      return at;
    }
    long late = due - at;
    if (Math.abs(late) > LEAP && !follows(ahead, packetTimestamp)) {
      return cast(packetTimestamp, length, arrival);
    }
    at += steer(late, arrival);
    note(packetTimestamp, at, length);
    return at;
  }

  /** Places a packet by its arrival, next to the one before it if that ends about there. */
  long cast(int packetTimestamp, int length, long arrival) {
    long due = due(length, arrival);
    boolean overlaps = cast && end > due && end - due <= LEAP;
    cast = true;
    timestamp = packetTimestamp;
    floor = end;
    position = overlaps ? end : due;
    begin = position;
    soonest = due - position;
    windowEnd = arrival + WINDOW;
    drift = 0;
    note(packetTimestamp, position, length);
    return position;
  }

  /** Whether the timestamp is what so many packets of the same length make it. */
  boolean follows(int ahead, int packetTimestamp) {
    return packetTimestamp - lastTimestamp == ahead * lastLength;
  }

  private void note(int packetTimestamp, long at, int length) {
    lastTimestamp = packetTimestamp;
    lastLength = length;
    end = at + length;
  }

  private static long due(int length, long arrival) {
    return arrival - length + G711.FRAME;
  }

  /** Moves the stream by what one packet can bear, and returns by how much. */
  private int steer(long late, long arrival) {
    if (arrival < windowEnd) {
      soonest = Math.min(soonest, late);
    } else {
      drift = Math.abs(soonest) > STEADY ? soonest : 0;
      soonest = late;
      windowEnd = arrival + WINDOW;
    }
    int most = Math.abs(drift) > LEAP ? COARSE_STEP : 1;
    int step = Math.clamp(drift, -most, most);
    position += step;
    drift -= step;
    soonest -= step;
    return step;
  }
}
