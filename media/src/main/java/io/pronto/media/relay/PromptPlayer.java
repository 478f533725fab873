package io.pronto.media.relay;

import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import io.pronto.media.Prompt;
import io.pronto.media.Remote;
import io.pronto.media.codec.G711;
import java.nio.ByteBuffer;
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
  private G711 law;
  private int payloadType;
  private boolean agreed;

  PromptPlayer(Endpoint endpoint, OwnStream stream, Consumer<MediaEvent> events) {
    this.stream = stream;
    this.endpoint = endpoint;
    this.events = events;
  }

  /** Learns which law of G.711 the peer wants, if any, and its number for it. */
  void tune(Remote remote) {
    agreed = false;
    for (var format : remote.formats()) {
      var spoken = G711.of(format);
      if (spoken.isPresent() && !agreed) {
        agreed = true;
        law = spoken.get();
        payloadType = format.payloadType();
      }
    }
    if (!agreed) {
      stop();
    }
  }

  boolean playing() {
    return prompt != null;
  }

  /** Starts {@code next} in place of whatever plays, if the peer understands G.711 at all. */
  void play(Prompt next, boolean repeatedly) {
    stop();
    prompt = next;
    repeat = repeatedly;
    position = 0;
    whole = true;
    if (!agreed) {
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
    var sound = prompt.sound(law);
    int length = Math.min(G711.FRAME, sound.length - position);
    stream.begin(packet, payloadType, position == 0);
    packet.put(sound, position, length);
    for (int i = length; i < G711.FRAME; i++) {
      packet.put(law.silence());
    }
    packet.flip();
    position += length;
  }

  /** Notes whether the packet went out, and ends or repeats the prompt when that was its last. */
  void sent(boolean out) {
    whole &= out;
    if (position < prompt.sound(law).length) {
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
}
