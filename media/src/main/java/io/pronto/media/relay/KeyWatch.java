package io.pronto.media.relay;

import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.G711;
import io.pronto.media.codec.KeyTones;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells of the keys that one peer presses: as events where that is agreed (RFC 4733), else, while
 * somebody wants it, by their tones in G.711. For the loop's thread.
 */
final class KeyWatch {
  private static final long KEY_NANOS = 50_000_000;
  private static final long BURST_NANOS = 1_000_000_000;
  private static final byte NEITHER = 0;
  private static final byte EVENTS = 1;
  private static final byte SOUND = 2;

  private final Endpoint endpoint;
  private final Consumer<MediaEvent> events;
  private final KeyEvents keyEvents = new KeyEvents();
  private final byte[] kinds = new byte[128];
  private final G711[] laws = new G711[128];
  private Optional<KeyTones> tones = Optional.empty();
  private boolean eventsAgreed;
  private long paidUntil = System.nanoTime();

  KeyWatch(Endpoint endpoint, Consumer<MediaEvent> events) {
    this.endpoint = endpoint;
    this.events = events;
  }

  /** Learns what each payload type of the peer's means. */
  void tune(Remote agreed) {
    Arrays.fill(kinds, NEITHER);
    eventsAgreed = false;
    for (var formats : List.of(agreed.formats(), agreed.announced())) {
      for (var format : formats) {
        enter(format);
      }
    }
  }

  private void enter(RtpFormat format) {
    if (format.isTelephoneEvent()) {
      kinds[format.payloadType()] = EVENTS;
      eventsAgreed = true;
    } else if (kinds[format.payloadType()] == NEITHER) {
      G711.of(format)
          .ifPresent(
              law -> {
                kinds[format.payloadType()] = SOUND;
                laws[format.payloadType()] = law;
              });
    }
  }

  /** Whether keys are heard in the sound as well, where no events are agreed. */
  void hearTones(boolean wanted) {
    tones = wanted ? Optional.of(new KeyTones()) : Optional.empty();
  }

  void packet(int payloadType, ByteBuffer packet, long now) {
    int kind = kinds[payloadType];
    if (kind == EVENTS) {
      tell(keyEvents.take(packet), now);
    } else if (kind == SOUND && !eventsAgreed && tones.isPresent()) {
      hear(tones.get(), laws[payloadType], packet, now);
    }
  }

  private void hear(KeyTones ear, G711 law, ByteBuffer packet, long now) {
    for (int i = RtpHeader.payload(packet); i < packet.limit(); i++) {
      tell(ear.hear(law.decode(packet.get(i))), now);
    }
  }

  /** Nobody presses more than twenty keys a second: what does would flood who listens. */
  private void tell(char key, long now) {
    if (key != KeyEvents.NONE && paidUntil - now <= BURST_NANOS) {
      paidUntil = Math.max(paidUntil, now) + KEY_NANOS;
      events.accept(new MediaEvent.KeyPressed(endpoint, key));
    }
  }
}
