package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.bench.Account;
import io.pronto.bench.Kamailio;
import io.pronto.bench.Loopback;
import io.pronto.bench.Material;
import io.pronto.sip.phone.Sound;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The peers with each other, through Kamailio: so that their faults are not taken for Pronto's. */
class PeersTest {
  private static final String DOMAIN = "peers.example";
  private static final String PASSWORD = "secret";
  private static final Account ANNA = new Account("anna", PASSWORD, DOMAIN);
  private static final Account BRUNO = new Account("bruno", PASSWORD, DOMAIN);
  private static final double LOW = 440;
  private static final double HIGH = 1_000;

  private Kamailio kamailio;

  @BeforeEach
  void start() {
    Peers.need("kamailio", "kamailio");
    kamailio = Kamailio.registrar(Material.kamailio(), Loopback.server(), DOMAIN, PASSWORD);
  }

  @AfterEach
  void stop() {
    kamailio.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void twoBaresipsHearEachOther(String transport) throws InterruptedException {
    Peers.need("baresip", "baresip");
    try (var anna = Baresip.calling(ANNA, kamailio.address(), transport, tone(LOW));
        var bruno = Baresip.answering(BRUNO, kamailio.address(), transport, tone(HIGH))) {

      anna.dial(BRUNO.uri());
      anna.await("CALL_ESTABLISHED");
      anna.listen(2_000);
      anna.hangUp();
      bruno.await("CALL_CLOSED");

      assertThat(Heard.share(anna.heard(), HIGH)).isGreaterThan(0.8);
      assertThat(Heard.share(bruno.heard(), LOW)).isGreaterThan(0.8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void linphoneAndBaresipHearEachOther(String transport) throws InterruptedException {
    Peers.need("linphonec", "linphone-cli");
    Peers.need("baresip", "baresip");
    try (var anna = Linphone.calling(ANNA, kamailio.address(), transport, tone(LOW));
        var bruno = Baresip.answering(BRUNO, kamailio.address(), transport, tone(HIGH))) {

      anna.call(BRUNO.uri());
      bruno.listen(2_000);
      anna.hangUp();
      bruno.await("CALL_CLOSED");

      assertThat(Heard.share(anna.heard(), HIGH)).isGreaterThan(0.8);
      assertThat(Heard.share(bruno.heard(), LOW)).isGreaterThan(0.8);
    }
  }

  private static Sound tone(double hertz) {
    return Sound.tone(hertz, 60_000);
  }
}
