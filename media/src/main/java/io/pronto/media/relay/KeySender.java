package io.pronto.media.relay;

import io.pronto.media.Prompt;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.G711;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Presses keys towards one peer: as events where these are agreed (RFC 4733, section 2.5.1), else
 * by their tones in G.711. Each lasts 100 ms, with 60 ms without a key after it.
 */
final class KeySender {
  private static final int PACKETS = 5;
  private static final int REPEATS_OF_END = 2;
  private static final int PAUSE = 3;
  private static final int END = 0x80;

  /** -10 dBm0. */
  private static final int LOUDNESS = 10;

  /** What anybody keys in one go, at most: more is somebody's fault, or malice. */
  private static final int MOST_WAITING = 64;

  private final OwnStream stream;
  private final Queue<Character> waiting = new ArrayDeque<>();
  private Optional<RtpFormat> events = Optional.empty();
  private Optional<RtpFormat> sound = Optional.empty();
  private Optional<G711> law = Optional.empty();
  private byte[] tones = {};
  private int step;
  private int since;

  KeySender(OwnStream stream) {
    this.stream = stream;
  }

  /** Learns how the peer wants keys. */
  void tune(Remote remote) {
    events = remote.formats().stream().filter(RtpFormat::isTelephoneEvent).findFirst();
    sound = remote.formats().stream().filter(f -> G711.of(f).isPresent()).findFirst();
    law = sound.flatMap(G711::of);
    if (!understood()) {
      waiting.clear();
    }
  }

  private boolean understood() {
    return events.isPresent() || sound.isPresent();
  }

  /** Presses {@code key} after those that wait, if the peer understands keys at all. */
  void press(char key) {
    if (understood() && waiting.size() < MOST_WAITING) {
      waiting.add(key);
    }
  }

  boolean isPressing() {
    return !waiting.isEmpty();
  }

  /** Writes the next packet, ready to be sent; empty for a moment without any. */
  boolean fill(ByteBuffer packet) {
    char key = waiting.element();
    boolean written = events.isPresent() ? event(packet, key) : tone(packet, key);
    step++;
    if (step >= PACKETS + REPEATS_OF_END + PAUSE) {
      step = 0;
      waiting.remove();
    }
    return written;
  }

  private boolean event(ByteBuffer packet, char key) {
    if (step >= PACKETS + REPEATS_OF_END) {
      stream.pass();
      return false;
    }
    if (step == 0) {
      since = stream.timestamp();
    }
    boolean over = step >= PACKETS - 1;
    stream.begin(packet, events.orElseThrow().payloadType(), step == 0, since);
    packet.put((byte) KeyEvents.number(key)).put((byte) (over ? LOUDNESS | END : LOUDNESS));
    int ticks = G711.FRAME * events.orElseThrow().clockRate() / G711.RATE;
    packet.putShort((short) (Math.min(step + 1, PACKETS) * ticks));
    packet.flip();
    return true;
  }

  private boolean tone(ByteBuffer packet, char key) {
    var spoken = law.orElseThrow();
    if (step == 0) {
      tones = Prompt.key(key).sound(spoken);
    }
    stream.begin(packet, sound.orElseThrow().payloadType(), step == 0);
    int from = step * G711.FRAME;
    for (int i = from; i < from + G711.FRAME; i++) {
      packet.put(i < tones.length ? tones[i] : spoken.silence());
    }
    packet.flip();
    return true;
  }
}
