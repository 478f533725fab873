package io.pronto.core.fraud;

import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.numbering.PriceClass;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.Called;
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
      OrganisationId organisation,
      Optional<Called> called,
      PriceClass kind,
      boolean home,
      Instant at) {
    return selling(organisation, called, at)
        .map(Priced::rate)
        .map(rate -> CallPrice.of(rate.connectionFee(), rate.pricePerMinute()))
        .orElseGet(() -> Tariff.BY_CLASS.price(organisation, called, kind, home, at));
  }

  private Optional<Priced> selling(
      OrganisationId organisation, Optional<Called> called, Instant at) {
    try {
      return called.flatMap(known -> rates.selling(organisation, known, at));
    } catch (DatabaseUnavailable unknown) {
      return Optional.empty();
    }
  }
}
