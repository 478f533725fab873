package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.bench.Account;
import io.pronto.bench.Loopback;
import io.pronto.bench.Phones;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.TestPhone;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIPp as a carrier calls a rented number, and the phone of whoever has it rings. */
class CarrierToProntoTest extends CarrierScenarios {
  private static final int CALLS = 500;
  private static final int RATE = 50;

  private Account account;
  private String number;
  private TestPhone phone;

  @BeforeEach
  void rent() {
    var user = PeerServer.company().hire();
    account = PeerServer.company().equip(user).account();
    number = PeerServer.company().rent(user);
    phone =
        TestPhone.udp(
            PeerServer.sip(),
            new Credentials(account.username(), account.password(), account.domain()));
  }

  @AfterEach
  void unplug() {
    phone.close();
  }

  @Override
  InetSocketAddress target() {
    return PeerServer.sip();
  }

  @Override
  String number() {
    return number;
  }

  @Override
  TestPhone phone() {
    phone.register();
    return phone;
  }

  @Test
  void aPhoneThatNobodyAnswersIsToldToTheCarrier() {
    try (var carrier = calls("no-answer")) {
      var call = phone().awaitCall().ring();

      call.awaitEnded();
      assertWell(carrier);
    }
  }

  @Test
  void fiveHundredCallsAtFiftyASecondAllSucceed() {
    var phones = Loopback.phone();
    var registered = Phones.register(target(), phones, List.of(account), 1, 1);
    try (var _ = Phones.answer(target(), phones)) {

      var outcome =
          Phones.call(target(), Loopback.carrier(), number, RATE, CALLS, Duration.ofMillis(500));

      assertThat(registered.successful()).as(registered.errors()).isEqualTo(1);
      assertThat(outcome.failed()).as(outcome.errors()).isZero();
      assertThat(outcome.successful()).isEqualTo(CALLS);
    }
  }
}
