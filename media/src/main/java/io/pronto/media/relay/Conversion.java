package io.pronto.media.relay;

import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What must be done to the packets of one party for another that does not know their codec.
 *
 * @param from all that the party may send, by our numbers and by its own
 * @param to what the other understands, as it numbers that, best first
 * @param codec that the other is sent
 * @param format the same as the other numbers it, with what it wants of it
 * @param packetMillis how much sound one packet to it holds
 */
record Conversion(
    List<RtpFormat> from, List<RtpFormat> to, Codec codec, RtpFormat format, int packetMillis) {
  private static final int USUAL_MILLIS = 20;
  private static final int NONE = -1;
  private static final int EVENT = -2;
  private static final int NOISE = -3;
  private static final int PASSED = -4;
  private static final int STATIC_NOISE = 13;
  private static final Codec[] CODECS = Codec.values();

  /** What is done by payload type: a codec's place among {@link Codec}, or one of the above. */
  record Kinds(byte[] numbers, int[] eventClocks) {
    boolean isSpeech(int payloadType) {
      return numbers[payloadType] >= 0;
    }

    /** Whether that is speech which the other understands as it is. */
    boolean isPassed(int payloadType) {
      return numbers[payloadType] == PASSED;
    }

    boolean isEvent(int payloadType) {
      return numbers[payloadType] == EVENT;
    }

    boolean isNoise(int payloadType) {
      return numbers[payloadType] == NOISE;
    }

    Codec codec(int payloadType) {
      return CODECS[numbers[payloadType]];
    }

    /** Ticks per second in which an event of that payload type tells its duration. */
    int eventClock(int payloadType) {
      return eventClocks[payloadType];
    }
  }

  /** What {@code from} must have done to it for {@code to}; empty when all can pass as it is. */
  static Optional<Conversion> between(Remote from, Remote to) {
    var said = new ArrayList<>(from.formats());
    from.announced().stream()
        .filter(f -> from.formats().stream().anyMatch(f::sameEncoding))
        .forEach(said::add);
    var wanted = to.formats().stream().filter(f -> Codec.of(f).isPresent()).findFirst();
    if (wanted.isEmpty() || said.stream().noneMatch(f -> isConverted(f, to.formats()))) {
      return Optional.empty();
    }
    var codec = Codec.of(wanted.get()).orElseThrow();
    int millis = codec.packetMillis(to.packetTime().millis(USUAL_MILLIS));
    return Optional.of(
        new Conversion(List.copyOf(said), to.formats(), codec, wanted.get(), millis));
  }

  /** What its packets are, whichever of its codecs the party speaks at the time. */
  Kinds kinds() {
    var kinds = new byte[128];
    Arrays.fill(kinds, (byte) NONE);
    kinds[STATIC_NOISE] = NOISE;
    var clocks = new int[128];
    for (var f : from) {
      int number = f.payloadType();
      clocks[number] = f.clockRate();
      kinds[number] = (byte) kind(f);
    }
    return new Kinds(kinds, clocks);
  }

  private int kind(RtpFormat format) {
    if (format.isTelephoneEvent()) {
      return EVENT;
    } else if (isNoise(format)) {
      return NOISE;
    } else if (isConverted(format, to)) {
      return Codec.of(format).orElseThrow().ordinal();
    }
    return knows(format) ? PASSED : NONE;
  }

  /**
   * The number and clock of events to the other: those of the clock of its speech, if it can. Empty
   * where it knows none, or where it shares speech with the party but no event: then whoever
   * decides about the call has them pressed anew.
   */
  Optional<RtpFormat> events() {
    var events = to.stream().filter(RtpFormat::isTelephoneEvent).toList();
    boolean speech = from.stream().anyMatch(f -> !f.isTelephoneEvent() && !isNoise(f) && knows(f));
    boolean keys = from.stream().anyMatch(f -> f.isTelephoneEvent() && knows(f));
    if (speech && !keys) {
      return Optional.empty();
    }
    return events.stream()
        .filter(f -> f.clockRate() == format.clockRate())
        .findFirst()
        .or(() -> events.stream().findFirst());
  }

  private boolean knows(RtpFormat format) {
    return to.stream().anyMatch(format::sameEncoding);
  }

  private static boolean isConverted(RtpFormat format, List<RtpFormat> to) {
    return Codec.of(format).isPresent() && to.stream().noneMatch(format::sameEncoding);
  }

  private static boolean isNoise(RtpFormat format) {
    return format.encoding().equalsIgnoreCase("CN");
  }
}
