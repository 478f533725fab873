package io.pronto.peer;

import io.pronto.bench.Loopback;
import io.pronto.sip.phone.TestPhone;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The scenarios without a server: so that their faults are not taken for Pronto's. */
class CarrierToPhoneTest extends CarrierScenarios {
  private TestPhone phone;

  @BeforeEach
  void plugIn() {
    phone = TestPhone.carrier(Loopback.carrier(), Loopback.phone().getAddress());
  }

  @AfterEach
  void unplug() {
    phone.close();
  }

  @Override
  InetSocketAddress target() {
    return phone.address();
  }

  @Override
  String number() {
    return "+33123456700";
  }

  @Override
  TestPhone phone() {
    return phone;
  }
}
