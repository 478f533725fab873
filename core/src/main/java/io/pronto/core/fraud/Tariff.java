package io.pronto.core.fraud;

import io.pronto.core.numbering.PriceClass;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.Called;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** What calls are expected to cost. It is asked while calls are set up: it must not wait. */
@FunctionalInterface
public interface Tariff {
  /**
   * What a call costs, by a careful guess from what kind of number it is: a country may be dearer
   * than the guess, hardly a kind. For whoever has no rate deck.
   */
  Tariff BY_CLASS = (_, _, price, home, _) -> guess(price, home);

  /**
   * The price of a call of {@code organisation}, in euros.
   *
   * @param called where it goes; empty when nothing that could have a price
   * @param kind what kind of price the numbering plan says it has
   * @param home whether it is in the organisation's own country
   */
  CallPrice price(
      OrganisationId organisation,
      Optional<Called> called,
      PriceClass kind,
      boolean home,
      Instant at);

  private static CallPrice guess(PriceClass kind, boolean home) {
    return switch (kind) {
      case FREE -> per("0");
      case STANDARD -> per(home ? "0.02" : "0.25");
      case MOBILE -> per(home ? "0.06" : "0.50");
      case SHARED -> per(home ? "0.20" : "1.00");
      case PREMIUM -> new CallPrice(0, CallPrice.micros(new BigDecimal(home ? "3" : "5")));
      case SATELLITE -> per("8");
      case UNKNOWN -> per("1");
    };
  }

  private static CallPrice per(String minute) {
    return new CallPrice(0, CallPrice.micros(new BigDecimal(minute)));
  }
}
