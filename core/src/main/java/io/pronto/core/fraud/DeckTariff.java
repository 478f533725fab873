package io.pronto.core.fraud;

import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.PriceClass;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.Priced;
import io.pronto.core.rating.Rates;
import java.time.Instant;
import java.util.Optional;

/**
 * What the organisation pays by its rate deck, in the deck's currency; a careful guess where no
 * deck has a price, or none is known.
 */
public final class DeckTariff implements Tariff {
  private final Rates rates;

  /** The prices of {@code rates}. */
  public DeckTariff(Rates rates) {
    this.rates = rates;
  }

  @Override
  public CallPrice price(
      OrganisationId organisation, String number, PriceClass kind, boolean home, Instant at) {
    return selling(organisation, number, at)
        .map(Priced::rate)
        .map(rate -> CallPrice.of(rate.connectionFee(), rate.pricePerMinute()))
        .orElseGet(() -> Tariff.BY_CLASS.price(organisation, number, kind, home, at));
  }

  private Optional<Priced> selling(OrganisationId organisation, String number, Instant at) {
    try {
      return E164.of(number).flatMap(known -> rates.selling(organisation, known, at));
    } catch (DatabaseUnavailable unknown) {
      return Optional.empty();
    }
  }
}
