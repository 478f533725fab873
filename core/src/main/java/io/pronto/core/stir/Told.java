package io.pronto.core.stir;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a SIP request itself says, against which its PASSporTs are held.
 *
 * @param origin who calls, as P-Asserted-Identity or else From says
 * @param destination who is called, as the Request-URI or To says
 * @param date of the Date header (RFC 8224, section 6.2); empty without one
 * @param callId by which a PASSporT that comes again with another call is known
 */
public record Told(String origin, String destination, Optional<Instant> date, String callId) {
  /** Brings the numbers into the form of PASSporTs. */
  public Told {
    origin = Digits.canonical(origin);
    destination = Digits.canonical(destination);
  }

  /** The plain PASSporT that a short one stands for. */
  Passport plain() {
    var time =
        date.orElseThrow(
            () -> new PassportRefused(Fault.MALFORMED, "A short one needs a Date header"));
    return new Passport(
        "",
        origin,
        List.of(destination),
        time,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
