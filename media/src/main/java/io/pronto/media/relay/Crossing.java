package io.pronto.media.relay;

import io.pronto.media.Remote;
import java.nio.ByteBuffer;

/**
 * The way of one party's packets to the other: they pass under the other's numbers, are cut anew
 * for it, or are made into what it understands. For the loop's thread; allocates nothing per
 * packet.
 */
final class Crossing {
  private final LoopCounters counters;
  private final Losses losses;
  private final Tally transcoded = new Tally();
  private final Allowance allowance = new Allowance();
  private PayloadMap payloads = PayloadMap.EMPTY;
  private OutgoingStream.Sink far;
  private Transcoder transcoder;
  private Repacketiser repacketiser;

  Crossing(LoopCounters counters, Losses losses) {
    this.counters = counters;
    this.losses = losses;
  }

  /** Leads from now on from {@code near} to {@code other}, whom {@code far} reaches. */
  void lead(Remote near, Remote other, OutgoingStream.Sink far) {
    this.far = far;
    payloads = PayloadMap.between(near, other);
    var cutting =
        repacketiser == null
            ? Repacketiser.between(near, other, payloads, far)
            : repacketiser.followedBy(near, other, payloads, far);
    repacketiser = cutting.orElse(null);
    var wanted = Conversion.between(near, other);
    if (wanted.isEmpty()) {
      stopTranscoding();
    } else if (transcoder == null) {
      transcoder = Transcoder.of(wanted.get(), far);
      counters.transcodings.add(1);
    } else if (!transcoder.does(wanted.get())) {
      transcoder = transcoder.changedTo(wanted.get());
    }
  }

  /** Leads nowhere any more. */
  void end() {
    payloads = PayloadMap.EMPTY;
    repacketiser = null;
    stopTranscoding();
  }

  /** Brings a packet across, by whatever must be done to it. */
  void take(int payloadType, ByteBuffer packet, long now) {
    if (transcoder != null && transcoder.takes(payloadType)) {
      if (!allowance.takes(now)) {
        losses.refused();
        return;
      }
      transcoded.add(1);
      counters.transcoded.add(1);
      transcoder.take(packet, now);
      return;
    }
    int number = payloads.translate(payloadType);
    if (number == PayloadMap.NONE) {
      losses.refused();
    } else if (repacketiser != null && repacketiser.takes(payloadType, packet)) {
      if (!repacketiser.take(packet, now)) {
        losses.refused();
      }
    } else {
      RtpHeader.payloadType(packet, number);
      far.send(packet);
    }
  }

  /** Sends what has waited for other packets long enough. */
  void tick(long now) {
    if (transcoder != null) {
      transcoder.tick(now);
    }
    if (repacketiser != null) {
      repacketiser.tick(now);
    }
  }

  /** Whether noise is to be made for a party that is silent before it, a piece at each beat. */
  boolean isNoisy() {
    return transcoder != null && transcoder.isNoisy();
  }

  /** Makes a piece of that noise. */
  void beat(long now) {
    transcoder.beat(now);
  }

  /**
   * Has the party's reports speak of the streams as the other knows them.
   *
   * @param back the way from the other
   */
  void report(ByteBuffer control, Crossing back) {
    if (transcoder != null) {
      transcoder.report(control, back.transcoder);
    }
  }

  /** Packets that were made into something else. For any thread. */
  long transcoded() {
    return transcoded.get();
  }

  private void stopTranscoding() {
    if (transcoder != null) {
      transcoder.close();
      transcoder = null;
    }
  }
}
