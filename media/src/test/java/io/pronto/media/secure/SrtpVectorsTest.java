package io.pronto.media.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of RFC 3711, appendix B, and those that libsrtp is tested with. */
class SrtpVectorsTest {
  private static final SrtpKey MASTER =
      new SrtpKey(
          SrtpProfile.AES_CM_128_HMAC_SHA1_80,
          Base64.getEncoder()
              .encodeToString(
                  bytes("e1f97a0d3e018be0d64fa32c06de4139", "0ec675ad498afeebb6960b3aabe6")));

  @ParameterizedTest
  @CsvSource({
    "0, 0, e03ead0935c95e80e166b16dd92b4eb4",
    "1, 1, d23513162b02d0f72a43a2fe4a5f97ab",
    "2, 2, 41e95b3bb0a2e8dd477901e4fca894c0",
    "65279, 65279, ec8cdf7398607cb0f2d21675ea9ea1e4",
    "65280, 65280, 362b7c3c6773516318a077d7fc5073ae",
    "65281, 65281, 6a2cc3787889374fbeb4c81b17ba6c44",
    "0, 1, d23513162b02d0f72a43a2fe4a5f97ab",
    "0, 2, 41e95b3bb0a2e8dd477901e4fca894c0",
    "65264, 65280, 362b7c3c6773516318a077d7fc5073ae",
    "65264, 65281, 6a2cc3787889374fbeb4c81b17ba6c44"
  })
  void theKeyStreamIsThatOfTheAppendix(int begun, int block, String stream) {
    var packet = ByteBuffer.allocateDirect(16 * (block - begun + 1));

    new KeyStream(bytes("2b7e151628aed2a6abf7158809cf4f3c"))
        .apply(packet, 0, packet.limit(), 0xf0f1f2f3f4f5f6f7L, 0xf8f9fafbfcfd0000L | begun);

    var last = new byte[16];
    packet.get(packet.limit() - 16, last);
    assertThat(last).asHexString().isEqualToIgnoringCase(stream);
  }

  @ParameterizedTest
  @CsvSource({
    "0, c61e7a93744f39ee10734afe3ff7a087",
    "2, 30cbbc08863d8c85d49db34a9ae1",
    "1, cebe321f6ff7716b6fd4ab49af256a156d38baa48f0a0acf3c34e2359e6cdbce"
        + "e049646c43d9327ad175578ef72270986371c10c9a369ac2f94a8c5fbcdddc25"
        + "6d6e919a48b610ef17c2041e474035766b68642c59bbfc2f34db60dbdfb2"
  })
  void theSessionKeysAreThoseOfTheAppendix(int label, String key) {
    assertThat(SessionKey.derived(MASTER, label, key.length() / 2))
        .asHexString()
        .isEqualToIgnoringCase(key);
  }

  @Test
  void anRtpPacketIsProtectedAsByLibsrtp() {
    var packet = packet("800f1234decafbadcafebabe" + "ab".repeat(16));

    assertThat(new SrtpSender(MASTER).protect(packet)).isTrue();

    assertThat(hex(packet))
        .isEqualTo("800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb");
  }

  @Test
  void anRtcpPacketIsProtectedAsByLibsrtp() {
    var packet = packet("81c8000bcafebabe" + "ab".repeat(16));

    assertThat(new SrtpSender(MASTER).protectControl(packet)).isTrue();

    assertThat(hex(packet))
        .isEqualTo("81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798");
  }

  static ByteBuffer packet(String hex) {
    var bytes = bytes(hex);
    return ByteBuffer.allocateDirect(bytes.length + SrtpProfile.MOST_ADDED).put(bytes).flip();
  }

  static String hex(ByteBuffer packet) {
    var bytes = new byte[packet.limit()];
    packet.get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex));
  }
}
