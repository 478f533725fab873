package io.pronto.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.sip.registrar.Offers.Peer;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OffersTest {
  private static final Peer DESK = new Peer("desk", InetAddress.getLoopbackAddress());
  private static final String NAME = "Phone 1.0";

  private final Offers offers = new Offers(Duration.ZERO);

  @Test
  void whoAsksAgainInsteadOfAnsweringIsOfferedMd5Alone() {
    assertThat(offers.to(DESK, NAME)).containsExactly(Algorithm.SHA_256, Algorithm.MD5);

    assertThat(offers.to(DESK, NAME)).containsExactly(Algorithm.MD5);
    offers.answered(DESK, Algorithm.MD5);
    assertThat(offers.to(DESK, NAME)).containsExactly(Algorithm.MD5);
  }

  @Test
  void whoAnswersIsOfferedBothEachTime() {
    for (int i = 0; i < 3; i++) {
      assertThat(offers.to(DESK, NAME)).hasSize(2);
      offers.answered(DESK, Algorithm.SHA_256);
    }
  }

  @Test
  void whoIsAboutToAnswerIsOfferedBoth() {
    var patient = new Offers(Duration.ofMinutes(1));
    patient.to(DESK, NAME);

    assertThat(patient.to(DESK, NAME)).hasSize(2);
  }

  @Test
  void anotherPhoneIsNotMistakenForIt() {
    offers.to(DESK, NAME);

    assertThat(offers.to(new Peer("other", DESK.source()), NAME)).hasSize(2);
  }

  @Test
  void aPhoneKnownToGiveUpIsOfferedMd5AtOnce() {
    assertThat(offers.to(DESK, "baresip v1.0.0 (x86_64/linux)")).containsExactly(Algorithm.MD5);
    assertThat(offers.to(DESK, "JsSIP 3.13.8")).containsExactly(Algorithm.MD5);
    assertThat(offers.to(DESK, "SIP.js/0.21.2")).containsExactly(Algorithm.MD5);
    assertThat(offers.to(DESK, "baresip v3.16.0 (x86_64/Linux)")).hasSize(2);
  }
}
