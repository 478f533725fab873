package io.pronto.core.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.call.Calls;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which countries are known, and to whom. */
class CalledCountriesTest {
  private static final Instant YESTERDAY = Instant.now().minus(Duration.ofDays(1));

  private final OrganisationId organisation = Ground.organisation();

  @Test
  void aCountryThatIsReachedByForwardingIsNotNewAnyMore() {
    known();

    note(called("+4930123456", Optional.empty(), Optional.of("trk_1")));

    assertThat(known()).containsExactly("DE");
  }

  @Test
  void aCallThatADeviceTakesReachesNoCountry() {
    known();

    note(called("+4930123456", Optional.of("dev_1"), Optional.empty()));

    assertThat(known()).isEmpty();
  }

  @Test
  void whatIsLearntOfThePastIsWhatLeftByATrunk() {
    keep("+4930123456", PastRows.forwarded("inbound"));
    keep("+34912345678", PastRows.forwarded("internal"));
    keep("+390612345678", new JsonObject());
    keep(
        "+33123456789",
        PastRows.forwarded("inbound")
            .put("called_trunk_id", null)
            .put("called_device_id", "dev_1"));
    keep("+41441234567", PastRows.forwarded("inbound").put("answered_at", null));

    assertThat(known()).containsExactlyInAnyOrder("DE", "ES", "IT");
  }

  private void keep(String number, JsonObject but) {
    PastRows.keep(organisation, number, YESTERDAY, 60, but);
  }

  /** A call from outside that was answered. */
  private void note(Party called) {
    var cdr = Calls.recorded(Calls.begun(Optional.of(organisation), Instant.now(), called));
    Ground.database()
        .in(
            organisation,
            tx -> {
              CalledCountries.note(tx, Calls.ended(cdr));
              return null;
            });
  }

  private static Party called(String number, Optional<String> device, Optional<String> trunk) {
    return new Party(number, "", Optional.empty(), device, trunk);
  }

  private Set<String> known() {
    return Ground.database()
        .in(organisation, tx -> CalledCountries.read(tx, organisation))
        .keySet();
  }
}
