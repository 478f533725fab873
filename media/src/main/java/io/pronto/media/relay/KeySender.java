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
 * by their tones. Each lasts 100 ms, with 60 ms without a key after it.
 */
final class KeySender {
  private static final int PACKETS = 5;
  private static final int REPEATS_OF_END = 2;
  private static final int WHOLE = 8;
  private static final int PER_SECOND = 50;
  private static final int END = 0x80;

  /** -10 dBm0. */
  private static final int LOUDNESS = 10;

  /** What anybody keys in one go, at most: more is somebody's fault, or malice. */
  private static final int MOST_WAITING = 64;

  private final PromptVoice voice;
  private final OwnStream stream;
  private final Queue<Character> waiting = new ArrayDeque<>();
  private Optional<RtpFormat> events = Optional.empty();
  private Prompt tones = Prompt.key('0');
  private int step;
  private int since;

  /** Speaks with {@code voice}, which is tuned first, as part of {@code stream}. */
  KeySender(PromptVoice voice, OwnStream stream) {
    this.voice = voice;
    this.stream = stream;
  }

  /** Learns how the peer wants keys. */
  void tune(Remote remote) {
    events = remote.formats().stream().filter(RtpFormat::isTelephoneEvent).findFirst();
    if (!isUnderstood()) {
      waiting.clear();
      step = 0;
    }
  }

  private boolean isUnderstood() {
    return events.isPresent() || voice.isReady();
  }

  /** Presses {@code key} after those that wait, if the peer understands keys at all. */
  void press(char key) {
    if (isUnderstood() && waiting.size() < MOST_WAITING) {
      waiting.add(key);
    }
  }

  boolean isPressing() {
    return !waiting.isEmpty();
  }

  /** Writes the packet of the next 20 ms, ready to be sent; false where there is none in them. */
  boolean fill(ByteBuffer packet) {
    char key = waiting.element();
    boolean written = true;
    if (events.isEmpty()) {
      tone(packet, key);
    } else if (step < PACKETS + REPEATS_OF_END) {
      event(packet, key, events.get());
    } else {
      written = false;
    }
    stream.pass(ticks());
    step++;
    if (step >= WHOLE) {
      step = 0;
      waiting.remove();
    }
    return written;
  }

  /** The clock is the speech's, where there is speech. */
  private int ticks() {
    return voice.isReady() ? voice.ticks() : events.orElseThrow().clockRate() / PER_SECOND;
  }

  private void event(ByteBuffer packet, char key, RtpFormat as) {
    if (step == 0) {
      since = stream.timestamp();
    }
    boolean over = step >= PACKETS - 1;
    stream.begin(packet, as.payloadType(), step == 0, since);
    packet.put((byte) KeyEvents.number(key)).put((byte) (over ? LOUDNESS | END : LOUDNESS));
    packet.putShort((short) (Math.min(step + 1, PACKETS) * as.clockRate() / PER_SECOND));
    packet.flip();
  }

  private void tone(ByteBuffer packet, char key) {
    if (step == 0) {
      tones = Prompt.key(key);
    }
    stream.begin(packet, voice.payloadType(), step == 0);
    voice.speak(tones, Math.min(step * G711.FRAME, tones.sound(G711.PCMA).length), packet);
    packet.flip();
  }
}
