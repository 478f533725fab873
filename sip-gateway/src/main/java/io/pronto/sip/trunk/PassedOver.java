package io.pronto.sip.trunk;

import java.util.Locale;

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
  TRUNK_WITHOUT_ADDRESS;

  /** As a call's record has it: {@code trunk_down}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
