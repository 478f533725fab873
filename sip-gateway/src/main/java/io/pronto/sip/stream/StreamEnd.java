package io.pronto.sip.stream;

import java.util.Locale;

/** Why no sound of a call is sent any more, or none ever was. */
public enum StreamEnd {
  /** Somebody has asked for that. */
  ASKED,
  /** The recording is over, with the call or before. */
  RECORDING_ENDED,
  /** The server has closed its WebSocket, and not as one that will be back. */
  CLOSED_BY_RECEIVER,
  /** The server could not be reached as often as it is tried. */
  UNREACHABLE,
  /** We stop. */
  SHUTDOWN,
  /** We have met a fault. */
  SERVER_FAILURE,
  /** Somebody in the call is restricted or erased, or that cannot be known now. */
  RESTRICTED,
  /** The call is not recorded when it is asked for. */
  NOT_RECORDING,
  /** The parties do not hear a notice. */
  NO_NOTICE,
  /** The organisation lists no such server any more. */
  UNKNOWN_DESTINATION,
  /** Card numbers that are said are taken out of the recording, and cannot be out of live sound. */
  CARD_NUMBERS_SAID,
  /** The call's sound is sent already. */
  STREAMED_ALREADY;

  /** Whether not even what waits may be sent any more. */
  boolean isAtOnce() {
    return this == RESTRICTED || this == UNKNOWN_DESTINATION;
  }

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
