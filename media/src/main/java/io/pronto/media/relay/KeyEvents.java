package io.pronto.media.relay;

import java.nio.ByteBuffer;

/**
 * Reads the keys that one peer presses out of its telephone-event packets (RFC 4733, section 2.3).
 * A key is sent in many packets with the timestamp of its beginning: it counts once, by whichever
 * of them comes first.
 */
final class KeyEvents {
  /** Stands for a packet that tells of no new key. */
  static final char NONE = 0;

  private static final String KEYS = "0123456789*#ABCD";
  private static final int LENGTH = 4;

  /** As long as one packet can say that an event has lasted; a longer one goes on in another. */
  private static final int LONGEST_SEGMENT = 0xFFFF;

  /**
   * How late a packet may come, in ticks: 30 s at 8 kHz. What is earlier is a clock that was set
   * anew.
   */
  private static final int LATEST = 240_000;

  private boolean begun;
  private int source;
  private int timestamp;
  private int event;

  /** The event that stands for {@code key}, 0 to 15. */
  static int number(char key) {
    return KEYS.indexOf(key);
  }

  /** The key that {@code packet} is the first to tell of, or {@link #NONE}. */
  char take(ByteBuffer packet) {
    int at = RtpHeader.payload(packet);
    if (packet.limit() - at < LENGTH) {
      return NONE;
    }
    int pressed = packet.get(at) & 0xFF;
    int of = RtpHeader.source(packet);
    int since = RtpHeader.timestamp(packet);
    int later = since - timestamp;
    boolean known = begun && of == source && later <= 0 && later > -LATEST;
    boolean goesOn =
        begun && of == source && pressed == event && since - timestamp == LONGEST_SEGMENT;
    if (known) {
      return NONE;
    }
    begun = true;
    source = of;
    timestamp = since;
    event = pressed;
    return goesOn || pressed >= KEYS.length() ? NONE : KEYS.charAt(pressed);
  }
}
