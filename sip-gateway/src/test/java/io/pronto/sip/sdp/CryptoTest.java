package io.pronto.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpProfile;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CryptoTest {
  private static final String KEY = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
  private static final String SUITE = "1 AES_CM_128_HMAC_SHA1_80 ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|2^20",
        "|1048576",
        "|2^20|1:4",
        "|1:4",
        " WSH=64",
        " -x -SOMETHING=1",
        "  KDR=0 WSH=128"
      })
  void aKeyIsReadWithWhatMayBesideIt(String more) {
    var crypto = Crypto.parse(SUITE + "inline:" + KEY + more).orElseThrow();

    assertThat(crypto.tag()).isEqualTo(1);
    assertThat(crypto.key()).isEqualTo(new SrtpKey(SrtpProfile.AES_CM_128_HMAC_SHA1_80, KEY));
    assertThat(crypto.identifierBytes()).isEqualTo(more.contains(":") ? 4 : 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "x AES_CM_128_HMAC_SHA1_80 inline:" + KEY,
        "1 AES_CM_128_HMAC_SHA1_80",
        "1 AES_CM_128_HMAC_SHA1_80 inline:",
        "1 AES_CM_128_HMAC_SHA1_80 inline:c2hvcnQ=",
        "1 AES_CM_128_HMAC_SHA1_80 inline:_VNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz",
        "1 AES_CM_128_HMAC_SHA1_80 outline:" + KEY,
        "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + ";inline:" + KEY,
        "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|2^20|1:129",
        "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + " UNENCRYPTED_SRTP",
        "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + " UNAUTHENTICATED_SRTP",
        "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + " KDR=1",
        "1 AES_256_CM_HMAC_SHA1_80 inline:" + KEY,
        "1 F8_128_HMAC_SHA1_80 inline:" + KEY,
        "1234567890 AES_CM_128_HMAC_SHA1_80 inline:" + KEY
      })
  void whatIsNotKnownIsPassedOver(String line) {
    assertThat(Crypto.parse(line)).isEmpty();
  }

  @Property
  void nothingThatIsReadEverThrows(@ForAll String noise) {
    Crypto.parse(noise);
    Crypto.parse(SUITE + "inline:" + noise);
    Crypto.parse(SUITE + "inline:" + KEY + noise);
  }

  @Test
  void whatIsWrittenIsRead() {
    var crypto = new Crypto(7, SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_32));

    assertThat(Crypto.parse(crypto.print())).contains(crypto);
  }

  @Test
  void aLogShowsNoKey() {
    var crypto = Crypto.parse(SUITE + "inline:" + KEY).orElseThrow();

    assertThat(crypto.toString()).doesNotContain(KEY);
    assertThat(Crypto.masked("a=crypto:" + SUITE + "inline:" + KEY + "|2^20\r\na=sendrecv"))
        .isEqualTo("a=crypto:" + SUITE + "inline:…|2^20\r\na=sendrecv");
  }
}
