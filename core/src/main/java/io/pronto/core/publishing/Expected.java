package io.pronto.core.publishing;

import io.pronto.core.call.HangupCause;
import io.pronto.core.numbering.E164;
import io.pronto.core.routing.Destination;

/** Where a call is expected to go. */
public sealed interface Expected {
  /** To the devices of a user. */
  record User(String id) implements Expected {}

  /** To the outside, to that number. */
  record Number(E164 number) implements Expected {}

  /** Nowhere, for that reason. */
  record Rejection(HangupCause cause) implements Expected {}

  /** Whether a call that goes to {@code destination} does what is expected. */
  default boolean isMetBy(Destination destination) {
    return switch (this) {
      case User(var id) ->
          destination instanceof Destination.RingUser(var line, _) && line.userId().equals(id);
      case Number(var number) ->
          destination instanceof Destination.Outside outside
              && outside.number().equals(number.value());
      case Rejection(var cause) ->
          destination instanceof Destination.Reject(var given, _, _) && given == cause;
    };
  }
}
