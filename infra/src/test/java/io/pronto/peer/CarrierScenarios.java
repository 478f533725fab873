package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.bench.Loopback;
import io.pronto.bench.Material;
import io.pronto.bench.Sipp;
import io.pronto.bench.Sipp.Outcome;
import io.pronto.sip.phone.TestPhone;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIPp calls as a carrier does, and a phone of ours is what is called. */
abstract class CarrierScenarios {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Where the carrier sends its calls. */
  abstract InetSocketAddress target();

  /** The number it calls. */
  abstract String number();

  /** The phone that rings then. */
  abstract TestPhone phone();

  @BeforeEach
  void needSipp() {
    Peers.need("sipp", "sip-tester");
  }

  @Test
  void aCallIsAnsweredAndHungUp() {
    try (var carrier = calls(Material.scenario("call"))) {
      var call = phone().awaitCall().ring().answer();

      call.awaitEnded();
      assertWell(carrier);
    }
  }

  @Test
  void aCallIsCancelledWhileItRings() {
    try (var carrier = calls("cancelled")) {
      var call = phone().awaitCall().ring();

      call.awaitEnded();
      assertWell(carrier);
    }
  }

  @Test
  void aBusyPhoneIsToldToTheCarrier() {
    try (var carrier = calls("busy")) {
      phone().awaitCall().reject("486 Busy Here");

      assertWell(carrier);
    }
  }

  @Test
  void aCarrierWithoutOfferIsMadeOne() {
    try (var carrier = calls("late-offer")) {
      var call = phone().awaitCall().ring().answer();

      call.awaitEnded();
      assertWell(carrier);
    }
  }

  @Test
  void earlyMediaReachesTheCarrier() {
    try (var carrier = calls("early-media")) {
      var call = phone().awaitCall().earlyMedia();
      call.answer().awaitEnded();

      assertWell(carrier);
    }
  }

  @Test
  void theCarrierHoldsAndResumes() {
    try (var carrier = calls("hold")) {
      var call = phone().awaitCall().ring().answer();

      call.awaitEnded();
      assertWell(carrier);
    }
  }

  /** Starts one call of {@code scenario}. */
  Sipp calls(String scenario) {
    return calls(Material.root().resolve("infra/src/test/sipp").resolve(scenario + ".xml"));
  }

  static void assertWell(Sipp carrier) {
    Outcome outcome = carrier.join(PATIENCE);
    assertThat(outcome.failed()).as(outcome.errors()).isZero();
    assertThat(outcome.successful()).as(outcome.errors()).isEqualTo(1);
  }

  private Sipp calls(Path scenario) {
    return Sipp.start(
        scenario, target(), Loopback.carrier(), "-s", number(), "-m", "1", "-d", "300");
  }
}
