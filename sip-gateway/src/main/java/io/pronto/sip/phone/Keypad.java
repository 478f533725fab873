package io.pronto.sip.phone;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Keys as a phone sends them in RTP (RFC 4733): 80 ms each, the last packet three times, 60 ms of
 * sound between two.
 */
final class Keypad {
  private static final String KEYS = "0123456789*#ABCD";
  private static final int PACKETS = 4;
  private static final int REPEATS = 3;
  private static final int PAUSE = 3;
  private static final int TICKS = 160;
  private static final int LOUDNESS = 10;

  private final Queue<Character> waiting = new ArrayDeque<>();
  private int step = PACKETS + REPEATS + PAUSE;
  private int key;
  private int since;

  /**
   * A packet in place of one with sound.
   *
   * @param timestamp when the key went down
   * @param first whether it is the first of that key
   */
  record Packet(int timestamp, boolean first, byte[] payload) {}

  static char key(int event) {
    return KEYS.charAt(event);
  }

  synchronized void press(String keys) {
    keys.chars().forEach(pressed -> waiting.add((char) pressed));
  }

  /** What is sent at {@code timestamp}; empty: sound. */
  synchronized Optional<Packet> next(int timestamp) {
    if (step >= PACKETS + REPEATS + PAUSE) {
      if (waiting.isEmpty()) {
        return Optional.empty();
      }
      key = KEYS.indexOf(waiting.remove());
      since = timestamp;
      step = 0;
    }
    step++;
    if (step > PACKETS + REPEATS) {
      return Optional.empty();
    }
    boolean over = step > PACKETS;
    var payload = ByteBuffer.allocate(4);
    payload.put((byte) key).put((byte) (over ? LOUDNESS | 0x80 : LOUDNESS));
    payload.putShort((short) (Math.min(step, PACKETS) * TICKS));
    return Optional.of(new Packet(since, step == 1, payload.array()));
  }
}
