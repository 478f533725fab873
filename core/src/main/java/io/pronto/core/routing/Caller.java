package io.pronto.core.routing;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.device.Account;
import io.pronto.core.numbering.E164;
import io.pronto.core.people.Line;
import java.util.Optional;

/** Who calls. */
public sealed interface Caller {
  /**
   * A device of a user, which has proved itself.
   *
   * @param shown the number that it asks to be shown, if it asks for one
   * @param anonymous whether it asks to be shown as nobody (RFC 3323)
   */
  record OfDevice(Account account, Line line, Optional<E164> shown, boolean anonymous)
      implements Caller {}

  /**
   * Somebody outside, brought by a carrier.
   *
   * @param number E.164 where it could be read so, else as it came; empty when withheld
   * @param name as it came; empty when there is none
   */
  record OfTrunk(Trunk trunk, String number, String name) implements Caller {}
}
