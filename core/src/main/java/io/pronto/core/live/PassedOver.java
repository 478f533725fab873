package io.pronto.core.live;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkAuthentication.ByRegistration;
import java.util.Locale;
import java.util.Optional;

/** Why a call was not even tried by a trunk. */
public enum PassedOver {
  /** The carrier does not answer. */
  TRUNK_DOWN,
  /** The carrier has asked for a rest. */
  TRUNK_RESTING,
  /** We are not registered with the carrier. */
  TRUNK_UNREGISTERED,
  /** All its channels are taken. */
  TRUNK_FULL,
  /** As many calls a second as may leave by it have left. */
  TRUNK_TOO_FAST,
  /** The caller speaks nothing that may be spoken on it. */
  TRUNK_WITHOUT_CODEC,
  /** The name of its host leads nowhere. */
  TRUNK_WITHOUT_ADDRESS,
  /** Its carrier's subprocessor is not in force for the organisation, or is objected to. */
  TRUNK_NOT_PERMITTED;

  /** As a call's record has it: {@code trunk_down}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Why a node passes {@code trunk} over while it has another one; empty when it does not.
   *
   * @param state as the node sees it
   * @param registered whether the node is registered with the carrier
   */
  public static Optional<PassedOver> by(Trunk trunk, TrunkState.State state, boolean registered) {
    return switch (state) {
      case DOWN -> Optional.of(TRUNK_DOWN);
      case RESTING -> Optional.of(TRUNK_RESTING);
      case UP ->
          trunk.authentication() instanceof ByRegistration && !registered
              ? Optional.of(TRUNK_UNREGISTERED)
              : Optional.empty();
    };
  }
}
