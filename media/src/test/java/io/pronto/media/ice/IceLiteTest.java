package io.pronto.media.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.media.ice.IceLite.Check;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IceLiteTest {
  /** RFC 5769, section 2.1: of evtj:h6vY, who is controlled. */
  private static final byte[] VECTOR =
      HexFormat.of()
          .parseHex(
              "000100582112a442b7e7a701bc34d686fa87dfae"
                  + "802200105354554e207465737420636c69656e74"
                  + "002400046e0001ff"
                  + "80290008932ff9b151263b36"
                  + "000600096576746a3a68367659202020"
                  + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
                  + "80280004e57a3bcf");

  private static final InetSocketAddress SOURCE = address("192.0.2.1", 32_853);

  private final IceCredentials ours = IceCredentials.next();
  private final IceCredentials theirs = IceCredentials.next();
  private final IceLite ice = new IceLite(new IceTerms(ours, theirs, false));

  @Test
  void theRequestOfTheRfcIsProvenAndItsRoleInConflict() {
    var answer = refused(vector().check(ByteBuffer.wrap(VECTOR), SOURCE));

    assertThat(code(answer)).isEqualTo(487);
    sealed(answer, "VOkJxbRl1RmTxUk/WvJxBt");
  }

  @Test
  void aBitOfItThatChangesSpoilsIt() {
    for (int i = 0; i < VECTOR.length * 8; i++) {
      var changed = VECTOR.clone();
      changed[i / 8] ^= (byte) (1 << i % 8);

      var check = vector().check(ByteBuffer.wrap(changed), SOURCE);

      assertThat(check).as("bit %d", i).isNotInstanceOf(Check.Valid.class);
      if (check instanceof Check.Refused(var answer)) {
        assertThat(code(answer)).isEqualTo(401);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 32853, 00080001a147e112a643",
    "2001:db8:1234:5678:11:2233:4455:6677, 32853, " + "00140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
  })
  void theAnswerSaysWhereTheRequestCameFrom(String host, int port, String mapped) {
    var request = Asker.request(ours, theirs, true, true);
    System.arraycopy(VECTOR, 8, request, 8, 12); // the RFC's transaction, sections 2.2 and 2.3
    reseal(request);

    var valid = (Check.Valid) ice.check(ByteBuffer.wrap(request), address(host, port));

    assertThat(valid.nominates()).isTrue();
    var answer = valid.answer();
    assertThat(answer.getShort(0)).isEqualTo((short) 0x0101);
    assertThat(HexFormat.of().formatHex(bytes(answer)).substring(40)).startsWith("0020" + mapped);
    sealed(answer, ours.password());
  }

  @Test
  void whoDoesNotNominateIsValidAllTheSame() {
    var valid = (Check.Valid) check(Asker.request(ours, theirs, true, false));

    assertThat(valid.nominates()).isFalse();
  }

  @Test
  void aWrongPasswordIsRefused() {
    var wrong = new IceCredentials(ours.fragment(), IceCredentials.next().password());

    assertThat(code(refused(check(Asker.request(wrong, theirs, true, true))))).isEqualTo(401);
  }

  @Test
  void whoIsNotWhoWasToldOfIsRefused() {
    var stranger = IceCredentials.next();

    assertThat(code(refused(check(Asker.request(ours, stranger, true, true))))).isEqualTo(401);
    assertThat(code(refused(check(Asker.request(stranger, theirs, true, true))))).isEqualTo(401);
  }

  @Test
  void whoProvesNothingHasAskedBadly() {
    var username = ours.fragment() + ':' + theirs.fragment();

    assertThat(code(refused(check(Asker.begin().username(username).fingerprint())))).isEqualTo(400);
    assertThat(code(refused(check(Asker.begin().integrity(ours.password()).fingerprint()))))
        .isEqualTo(400);
  }

  @Test
  void whatMustBeUnderstoodAndIsNotIsNamed() {
    var request =
        Asker.begin()
            .username(ours.fragment() + ':' + theirs.fragment())
            .attribute(0x0777, new byte[3])
            .integrity(ours.password())
            .fingerprint();

    var answer = refused(check(request));

    assertThat(code(answer)).isEqualTo(420);
    assertThat(HexFormat.of().formatHex(bytes(answer))).contains("000a00020777");
    sealed(answer, ours.password());
  }

  @Test
  void withoutFingerprintItIsNotIces() {
    var request = Asker.request(ours, theirs, true, true);
    var cut = Arrays.copyOf(request, request.length - 8);
    ByteBuffer.wrap(cut).putShort(2, (short) (cut.length - 20));

    assertThat(check(cut)).isInstanceOf(Check.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0011, 0x0101, 0x0111})
  void whatAsksNothingIsLeftAlone(int type) {
    var message = Asker.begin().bytes();
    ByteBuffer.wrap(message).putShort(0, (short) type);

    assertThat(check(message)).isInstanceOf(Check.Idle.class);
  }

  @Test
  void noRubbishIsEverTakenForThePeerOrThrows() {
    var random = new Random(5769);
    for (int i = 0; i < 100_000; i++) {
      var rubbish = rubbish(random);

      assertThat(check(rubbish)).isNotInstanceOf(Check.Valid.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abc, 1234567890123456789012",
    "abcd, 123456789012345678901",
    "ab d, 1234567890123456789012"
  })
  void whatIsTooShortOrOfOtherCharactersIsRefused(String fragment, String password) {
    assertThatThrownBy(() -> new IceCredentials(fragment, password))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPasswordIsNeverShown() {
    assertThat(ours.toString()).doesNotContain(ours.password());
  }

  /** Noise, or a request of which a part is noise, with a right checksum every second time. */
  private byte[] rubbish(Random random) {
    if (random.nextInt(4) == 0) {
      var noise = new byte[random.nextInt(1_400)];
      random.nextBytes(noise);
      return noise;
    }
    var request = Asker.request(ours, theirs, true, true);
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(request.length);
      request[at] += (byte) (1 + random.nextInt(255));
    }
    var cut =
        random.nextInt(3) == 0 ? Arrays.copyOf(request, random.nextInt(request.length)) : request;
    return cut;
  }

  private Check check(byte[] message) {
    return ice.check(ByteBuffer.wrap(message), SOURCE);
  }

  private static IceLite vector() {
    var asked = new IceCredentials("evtj", "VOkJxbRl1RmTxUk/WvJxBt");
    var asker = new IceCredentials("h6vY", "0123456789012345678901");
    return new IceLite(new IceTerms(asked, asker, false));
  }

  /** Seals a request again whose transaction was changed. */
  private void reseal(byte[] request) {
    int at = request.length - 8 - 24;
    var before = Arrays.copyOf(request, at);
    ByteBuffer.wrap(before).putShort(2, (short) (at + 24 - 20));
    System.arraycopy(Asker.hmac(ours.password(), before), 0, request, at + 4, 20);
    int checksum = StunRequest.fingerprint(request, request.length - 8);
    ByteBuffer.wrap(request).putInt(request.length - 4, checksum);
  }

  private static ByteBuffer refused(Check check) {
    return ((Check.Refused) check).answer();
  }

  private static int code(ByteBuffer answer) {
    assertThat(answer.getShort(0)).isEqualTo((short) 0x0111);
    assertThat(answer.getShort(20)).isEqualTo((short) 0x0009);
    return 100 * answer.get(26) + answer.get(27);
  }

  private static void sealed(ByteBuffer answer, String password) {
    int at = answer.limit() - 8 - 24;
    assertThat(answer.getShort(at)).isEqualTo((short) 0x0008);
    var before = Arrays.copyOf(bytes(answer), at);
    ByteBuffer.wrap(before).putShort(2, (short) (at + 24 - 20));
    assertThat(Arrays.copyOfRange(bytes(answer), at + 4, at + 24))
        .isEqualTo(Asker.hmac(password, before));
    assertThat(answer.getInt(answer.limit() - 4))
        .isEqualTo(StunRequest.fingerprint(bytes(answer), answer.limit() - 8));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    return Arrays.copyOf(buffer.array(), buffer.limit());
  }

  private static InetSocketAddress address(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
