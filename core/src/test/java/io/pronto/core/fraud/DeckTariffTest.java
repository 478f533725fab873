package io.pronto.core.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.Rates;
import io.pronto.core.rating.Tariffs;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class DeckTariffTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final OrganisationId organisation = Ground.organisation();

  @Test
  void breakersCountWhatTheDeckSaysOfNumbersAndOfShortCodes() {
    Tariffs.selling(organisation, "prefix,price_per_minute\n336,0.05\nFR:39,0.15\n");

    try (var rates = new Rates(Ground.database(), InstantSource.fixed(NOW))) {
      rates.awaitComplete();
      assertThat(minute(rates, "+33612345678")).isEqualTo(50_000);
      assertThat(minute(rates, "3900")).isEqualTo(150_000);
      assertThat(minute(rates, "3200")).as("a guess").isEqualTo(200_000);
    }
  }

  private long minute(Rates rates, String number) {
    var tariff = new DeckTariff(rates);
    return Attempt.to(number, CallId.next(), organisation, "", "", "FR", tariff, NOW)
        .price()
        .minuteMicros();
  }
}
