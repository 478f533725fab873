package io.pronto.media.relay;

import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import io.pronto.media.Played;
import io.pronto.media.Prompt;
import io.pronto.media.Remote;
import io.pronto.media.codec.G711;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Plays prompts to one peer: a packet of 20 ms each time the loop beats. */
final class PromptPlayer {
  private final Endpoint endpoint;
  private final Consumer<MediaEvent> events;
  private final OwnStream stream;
  private Prompt prompt;
  private boolean repeat;
  private int position;
  private boolean whole;
  private long frames;
  private long firstMillis;
  private long lastMillis;
  private final PromptVoice voice;

  PromptPlayer(
      Endpoint endpoint, PromptVoice voice, OwnStream stream, Consumer<MediaEvent> events) {
    this.voice = voice;
    this.stream = stream;
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
    frames = 0;
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
    stream.begin(packet, voice.payloadType(), position == 0);
    position += voice.speak(prompt, position, packet);
    packet.flip();
    stream.pass(voice.ticks());
  }

  /** Notes whether the packet went out, and ends or repeats the prompt when that was its last. */
  void sent(boolean out) {
    whole &= out;
    if (out) {
      lastMillis = System.currentTimeMillis();
      firstMillis = frames == 0 ? lastMillis : firstMillis;
      frames++;
    }
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
    events.accept(new MediaEvent.PromptEnded(endpoint, ended, whole, played(ended)));
  }

  private Played played(Prompt ended) {
    long of = Math.ceilDiv(ended.sound(G711.PCMA).length, G711.FRAME);
    return new Played(at(firstMillis), at(lastMillis), frames, of);
  }

  private Optional<Instant> at(long millis) {
    return frames == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
