package io.pronto.sip.leg;

import io.pronto.media.Direction;
import io.pronto.media.PacketTime;
import io.pronto.media.RtpFormat;
import io.pronto.sip.sdp.Encryption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What a party is offered, one offer after the other while it does not accept the one before. */
final class OfferSeries {
  private final LegMedia media;
  private final List<RtpFormat> formats;
  private final PacketTime packetTime;
  private final Deque<Encryption> encryptions;

  /**
   * OfferSeries {@code formats}.
   *
   * @param encryptions what each offer says of encryption
   */
  OfferSeries(
      LegMedia media,
      List<RtpFormat> formats,
      PacketTime packetTime,
      List<Encryption> encryptions) {
    this.media = media;
    this.formats = formats;
    this.packetTime = packetTime;
    this.encryptions = new ArrayDeque<>(encryptions);
  }

  boolean hasNext() {
    return !encryptions.isEmpty();
  }

  /** Writes the next one. */
  String next() {
    media.ask(encryptions.removeFirst());
    return media.offer(formats, Direction.SENDRECV, packetTime);
  }
}
