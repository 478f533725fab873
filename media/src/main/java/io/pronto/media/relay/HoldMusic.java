package io.pronto.media.relay;

import io.pronto.media.Prompt;
import io.pronto.media.codec.G711;
import java.nio.ByteBuffer;

/**
 * Music for one peer while the bridged peer holds the call: over and over, as long as that one
 * sends nothing to be heard itself.
 */
final class HoldMusic {
  /** A phone that sends music of its own leaves no longer pause in it. */
  private static final long PAUSE_NANOS = 500_000_000L;

  /** What is still on its way when the hold is agreed is heard first. */
  private static final long BEGIN_NANOS = 100_000_000L;

  /** Comfort noise, and what Opus makes of silence, are not longer. */
  private static final int SILENT_BYTES = 3;

  private final PromptVoice voice;
  private final OwnStream stream;
  private Prompt prompt;
  private int position;
  private long due;
  private boolean begins;

  /** Sings with {@code voice}, which is tuned first, as part of {@code stream}. */
  HoldMusic(PromptVoice voice, OwnStream stream) {
    this.voice = voice;
    this.stream = stream;
  }

  /** Starts {@code music} soon, in place of what is heard, if anything is. */
  void start(Prompt music, long now) {
    prompt = music;
    position = 0;
    due = now + BEGIN_NANOS;
    begins = true;
  }

  void stop() {
    prompt = null;
  }

  boolean isOn() {
    return prompt != null;
  }

  /**
   * Whether {@code packet}, which the bridged peer has sent at {@code now}, is not to be heard: it
   * is silence where there is music. Anything else goes before the music.
   */
  boolean covers(ByteBuffer packet, long now) {
    if (prompt == null || isSilence(packet)) {
      return prompt != null;
    }
    due = now + PAUSE_NANOS;
    begins = true;
    return false;
  }

  /** Whether a piece of it is to be sent now. */
  boolean isDue(long now) {
    return prompt != null && voice.isReady() && now - due >= 0;
  }

  /** Writes the next packet, ready to be sent, and moves on by 20 ms. */
  void fill(ByteBuffer packet) {
    stream.begin(packet, voice.payloadType(), begins);
    begins = false;
    position += voice.speak(prompt, position, packet);
    if (position >= prompt.sound(G711.PCMA).length) {
      position = 0;
    }
    packet.flip();
    stream.pass(voice.ticks());
  }

  /** Phones without music send the same byte all the time, or noise without a sound. */
  private static boolean isSilence(ByteBuffer packet) {
    int at = packet.position() + RtpHeader.LENGTH;
    if (packet.limit() - at <= SILENT_BYTES) {
      return true;
    }
    byte first = packet.get(at);
    for (int i = at + 1; i < packet.limit(); i++) {
      if (packet.get(i) != first) {
        return false;
      }
    }
    return true;
  }
}
