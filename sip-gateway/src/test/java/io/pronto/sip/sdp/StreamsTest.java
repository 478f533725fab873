package io.pronto.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.MediaEncryption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsTest {
  private static final String HEAD = "v=0\nc=IN IP4 127.0.0.1\n";
  private static final String KEY =
      "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\n";
  private static final String PLAIN = "m=audio 4000 RTP/AVP 8\n";
  private static final String WELCOME = PLAIN + KEY;
  private static final String DEMANDED = "m=audio 4002 RTP/SAVP 8\n" + KEY;
  private static final String UNKNOWN =
      "m=audio 4004 RTP/SAVP 8\na=crypto:1 AES_192_CM_HMAC_SHA1_80 inline:abc\n";

  @ParameterizedTest
  @CsvSource({
    "OFF, plain, 0, NONE",
    "OFF, welcome, 0, NONE",
    "OFF, demanded plain, 1, NONE",
    "OPTIONAL, plain, 0, NONE",
    "OPTIONAL, welcome, 0, OFFERED",
    "OPTIONAL, demanded, 0, DEMANDED",
    "OPTIONAL, plain demanded, 1, DEMANDED",
    "OPTIONAL, demanded plain, 0, DEMANDED",
    "OPTIONAL, unknown plain, 1, NONE",
    "REQUIRED, welcome, 0, OFFERED",
    "REQUIRED, demanded, 0, DEMANDED",
    "REQUIRED, plain demanded, 1, DEMANDED"
  })
  void theStreamIsTakenThatIsProtectedBestOfThoseAllowed(
      MediaEncryption policy, String streams, int taken, Encryption encryption) throws Exception {
    var description = description(streams);

    int index = Streams.indexIn(description, policy);

    assertThat(index).isEqualTo(taken);
    assertThat(Audio.of(description, index, policy).protection().encryption())
        .isEqualTo(encryption);
  }

  @ParameterizedTest
  @CsvSource({
    "OFF, demanded, RTP/AVP",
    "OPTIONAL, unknown, AES_CM_128_HMAC_SHA1_80",
    "REQUIRED, plain, must be encrypted",
    "REQUIRED, unknown, must be encrypted"
  })
  void whatIsNotAllowedIsRefusedWithWhatIsMissing(
      MediaEncryption policy, String streams, String missing) throws BadSdp {
    var description = description(streams);

    assertThatThrownBy(() -> Streams.indexIn(description, policy))
        .isInstanceOf(NotAcceptable.class)
        .hasMessageContaining(missing)
        .hasMessageNotContaining("\"");
  }

  @Test
  void aPartyIsCalledAsItsPolicyAndTheWayToItSay() {
    assertThat(Encryption.ways(MediaEncryption.OPTIONAL, false))
        .containsExactly(Encryption.NONE, Encryption.DEMANDED);
    assertThat(Encryption.ways(MediaEncryption.OPTIONAL, true))
        .containsExactly(Encryption.OFFERED, Encryption.DEMANDED);
    assertThat(Encryption.waysForHelp(MediaEncryption.REQUIRED, false))
        .containsExactly(Encryption.DEMANDED, Encryption.NONE);
    assertThat(Encryption.waysForHelp(MediaEncryption.OFF, false))
        .containsExactly(Encryption.NONE, Encryption.DEMANDED);
  }

  private static SessionDescription description(String streams) throws BadSdp {
    var text = new StringBuilder(HEAD);
    for (var stream : streams.split(" ")) {
      text.append(
          switch (stream) {
            case "plain" -> PLAIN;
            case "welcome" -> WELCOME;
            case "demanded" -> DEMANDED;
            default -> UNKNOWN;
          });
    }
    return SessionDescription.parse(text.toString());
  }
}
