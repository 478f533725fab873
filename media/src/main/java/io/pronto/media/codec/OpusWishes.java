package io.pronto.media.codec;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What a party wants of the Opus that it is sent, as its {@code a=fmtp} says (RFC 7587, section
 * 6.1). It is sent mono, whether it takes stereo or not.
 *
 * @param most bits per second, 6,000 to 510,000; absent: as we like
 * @param playbackRate samples per second that it can make use of
 * @param constant whether all packets are to be of one size
 * @param redundant whether each packet should tell of the one before it, in case that is lost
 */
record OpusWishes(OptionalInt most, int playbackRate, boolean constant, boolean redundant) {
  /** What it costs and what it brings, 0 to 10: above this, speech gains nothing that is heard. */
  static final int COMPLEXITY = 5;

  /** The loss that is reckoned with where redundancy is wanted. */
  static final int LOSS_PER_CENT = 10;

  /** Bits per second without which the library leaves redundancy out. */
  private static final int REDUNDANCY = 8_000;

  private static final int NARROW = 1101;
  private static final int MEDIUM = 1102;
  private static final int WIDE = 1103;
  private static final int SUPER_WIDE = 1104;
  private static final int FULL = 1105;

  /** Reads what follows the payload type in {@code a=fmtp}; what is not understood is no wish. */
  static OpusWishes of(String parameters) {
    var most = number(parameters, "maxaveragebitrate");
    return new OpusWishes(
        most.isPresent() ? OptionalInt.of(Math.clamp(most.getAsInt(), 6_000, 510_000)) : most,
        number(parameters, "maxplaybackrate").orElse(48_000),
        number(parameters, "cbr").orElse(0) == 1,
        number(parameters, "useinbandfec").orElse(0) == 1);
  }

  /** Bits per second for sound at {@code rate}: enough for speech (RFC 7587, section 3.1.1). */
  int bitRate(int rate) {
    int speech = rate <= 8_000 ? 16_000 : rate <= 16_000 ? 24_000 : 32_000;
    int enough = redundant ? speech + REDUNDANCY : speech;
    return Math.min(most.orElse(enough), enough);
  }

  /** The widest band that is of use, as OPUS_SET_MAX_BANDWIDTH takes it. */
  int bandwidth() {
    if (playbackRate <= 8_000) {
      return NARROW;
    }
    if (playbackRate <= 12_000) {
      return MEDIUM;
    }
    return playbackRate <= 16_000 ? WIDE : playbackRate <= 24_000 ? SUPER_WIDE : FULL;
  }

  private static OptionalInt number(String parameters, String name) {
    var found =
        Pattern.compile("(?:^|[;\\s])" + name + "\\s*=\\s*(\\d{1,6})(?=$|[;\\s])")
            .matcher(parameters);
    return found.find() ? OptionalInt.of(Integer.parseInt(found.group(1))) : OptionalInt.empty();
  }
}
