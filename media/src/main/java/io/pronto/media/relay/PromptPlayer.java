package io.pronto.media.relay;

import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import io.pronto.media.Prompt;
import io.pronto.media.Remote;
import io.pronto.media.codec.G711;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Our own voice towards one peer: a packet of 20 ms each time the loop beats, as a source of its
 * own whose numbers go on from prompt to prompt.
 */
final class PromptPlayer {
  private final Endpoint endpoint;
  private final Consumer<MediaEvent> events;
  private final int source = ThreadLocalRandom.current().nextInt();
  private int sequence = ThreadLocalRandom.current().nextInt(1 << 15);
  private int timestamp = ThreadLocalRandom.current().nextInt();
  private Prompt prompt;
  private boolean repeat;
  private int position;
  private boolean whole;
  private final PromptVoice voice = new PromptVoice();

  PromptPlayer(Endpoint endpoint, Consumer<MediaEvent> events) {
    this.endpoint = endpoint;
    this.events = events;
  }

  /** Learns which codec the peer wants to hear, if any that we can encode. */
  void tune(Remote remote) {
    if (!voice.tune(remote.formats())) {
      stop();
    }
  }

  boolean playing() {
    return prompt != null;
  }

  /** Starts {@code next} in place of whatever plays, if the peer understands any codec of ours. */
  void play(Prompt next, boolean repeatedly) {
    stop();
    prompt = next;
    repeat = repeatedly;
    position = 0;
    whole = true;
    if (!voice.isReady()) {
      stop();
    }
  }

  /** Ends what plays, if anything does, before its end. */
  void stop() {
    if (prompt != null) {
      whole = false;
      end();
    }
  }

  /** Writes the next packet into {@code packet}, ready to be sent, and moves on by 20 ms. */
  void fill(ByteBuffer packet) {
    boolean firstOfPrompt = position == 0;
    packet.clear();
    packet.put((byte) 0x80).put((byte) (voice.payloadType() | (firstOfPrompt ? 0x80 : 0)));
    packet.putShort((short) sequence++).putInt(timestamp).putInt(source);
    position += voice.speak(prompt, position, packet);
    packet.flip();
    timestamp += voice.ticks();
  }

  /** Notes whether the packet went out, and ends or repeats the prompt when that was its last. */
  void sent(boolean out) {
    whole &= out;
    if (position < prompt.sound(G711.PCMA).length) {
      return;
    }
    if (repeat) {
      position = 0;
    } else {
      end();
    }
  }

  private void end() {
    var ended = prompt;
    prompt = null;
    events.accept(new MediaEvent.PromptEnded(endpoint, ended, whole));
  }

  /** Gives back what the encoder holds. */
  void close() {
    voice.close();
  }
}
