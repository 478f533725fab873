package io.pronto.core.routing;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.device.Account;
import io.pronto.core.numbering.E164;
import io.pronto.core.people.Line;
import io.pronto.core.rules.Presentation;
import io.pronto.core.stir.Verdict;
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
   * @param number E.164 where it could be read so, else as it came; empty when it is not shown
   * @param name as it came; empty when there is none
   * @param presentation whether the number is shown, and why not
   * @param known the number that the carrier vouches for, shown or not; empty when for none. It is
   *     for lists of callers alone: nobody is told it who is not to see the number
   * @param identity what the signatures of other networks are worth
   */
  record OfTrunk(
      Trunk trunk,
      String number,
      String name,
      Presentation presentation,
      String known,
      Verdict identity)
      implements Caller {
    /** One whose signature nobody has looked at. */
    public OfTrunk(
        Trunk trunk, String number, String name, Presentation presentation, String known) {
      this(trunk, number, name, presentation, known, Verdict.UNASKED);
    }

    /** One who shows {@code number}. */
    public OfTrunk(Trunk trunk, String number, String name) {
      this(trunk, number, name, Presentation.SHOWN, number);
    }
  }
}
