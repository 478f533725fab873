package io.pronto.core.carrier;

import io.pronto.core.numbering.E164;
import java.util.Optional;

/**
 * How numbers are written on a trunk.
 *
 * @param country whose national form {@link NumberStyle#NATIONAL} is, ISO 3166 alpha-2
 * @param called the numbers that we call
 * @param caller the numbers that we call as
 * @param inbound the numbers that the carrier writes, of both parties
 */
public record TrunkNumbers(
    String country, NumberForm called, NumberForm caller, NumberForm inbound) {
  /** E.164 with its plus, both ways. */
  public static final TrunkNumbers USUAL =
      new TrunkNumbers(
          "FR", NumberForm.INTERNATIONAL, NumberForm.INTERNATIONAL, NumberForm.INTERNATIONAL);

  /** {@code number} as the carrier wants to be called for it; a service code stays as it is. */
  public String called(String number) {
    return E164.of(number).map(n -> called.write(n, country)).orElse(number);
  }

  /** {@code number} as the carrier wants to be told who calls. */
  public String caller(E164 number) {
    return caller.write(number, country);
  }

  /** What the carrier has written, as a number; empty when it is none. */
  public Optional<E164> inbound(String text) {
    return inbound.read(text, country);
  }
}
