package io.pronto.core.carrier;

import io.pronto.core.MediaEncryption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a trunk is chosen, and what it carries.
 *
 * @param priority the lower, the earlier it is tried: 0 to 1000
 * @param weight its share of the calls among trunks of one priority, 0 to 1000; one of 0 is tried
 *     after the others
 * @param maxChannels how many calls may be up at once, both ways; unlimited when absent
 * @param maxCallsPerSecond how many calls a second may leave by it; unlimited when absent
 * @param health how it is watched; nobody asks it when absent
 * @param codecs the encodings that may be spoken, as SDP names them, best first; empty for whatever
 *     the parties like
 * @param numbers how numbers are written
 * @param encryption whether sound is encrypted
 */
public record TrunkPolicy(
    int priority,
    int weight,
    OptionalInt maxChannels,
    OptionalInt maxCallsPerSecond,
    Optional<TrunkHealth> health,
    List<String> codecs,
    TrunkNumbers numbers,
    MediaEncryption encryption) {
  /** What holds where nothing is said: no caps, asked every 30 s. */
  public static final TrunkPolicy USUAL =
      new TrunkPolicy(
          10,
          10,
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.of(TrunkHealth.USUAL),
          List.of(),
          TrunkNumbers.USUAL,
          MediaEncryption.OPTIONAL);

  /** Copies the list. */
  public TrunkPolicy {
    codecs = List.copyOf(codecs);
  }

  /** The same with another cap of channels. */
  public TrunkPolicy channels(OptionalInt most) {
    return new TrunkPolicy(
        priority, weight, most, maxCallsPerSecond, health, codecs, numbers, encryption);
  }
}
