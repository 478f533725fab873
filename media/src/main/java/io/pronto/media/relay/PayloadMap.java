package io.pronto.media.relay;

import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import java.util.Arrays;
import java.util.List;

/** Which payload type a packet bears on the other side of a bridge: one table look-up. */
final class PayloadMap {
  /** Stands for a payload type that the other side has not agreed to. */
  static final int NONE = -1;

  /** Understands nothing. */
  static final PayloadMap EMPTY = new PayloadMap();

  private final byte[] numbers = new byte[128];

  private PayloadMap() {
    Arrays.fill(numbers, (byte) NONE);
  }

  /**
   * Translates what {@code from} sends into what {@code to} wants. A peer should send the numbers
   * that we announced to it, but some send their own: both are understood, ours first.
   */
  static PayloadMap between(Remote from, Remote to) {
    var map = new PayloadMap();
    map.enter(from.formats(), to.formats());
    map.enter(from.announced(), to.formats());
    return map;
  }

  int translate(int payloadType) {
    return numbers[payloadType];
  }

  private void enter(List<RtpFormat> from, List<RtpFormat> to) {
    for (var format : from) {
      numbers[format.payloadType()] =
          (byte)
              to.stream()
                  .filter(format::sameEncoding)
                  .mapToInt(RtpFormat::payloadType)
                  .findFirst()
                  .orElse(NONE);
    }
  }
}
