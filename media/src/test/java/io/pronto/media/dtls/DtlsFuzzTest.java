package io.pronto.media.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Mutants;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A fuzz target: what the description says of a peer, and datagrams that it sends in place of a
 * handshake, in either role. That one fails is its lot; what it must not do is go on for ever, or
 * take the machine's memory. Ours is the same in each handshake, so that a peer whose words were
 * written down gets as far again, and mutants of them nearly so.
 */
class DtlsFuzzTest {
  private static final DtlsIdentity THEIRS = DtlsIdentity.next();
  private static final DtlsIdentity OURS = DtlsIdentity.current();

  /** Which role is ours, and the peer's fingerprint by SHA-256. */
  private static final int HEAD = 1 + 32;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void handshakesWhateverTheyAreEnd() {
    Mutants.feed(seeds(), 500, DtlsFuzzTest::fuzzerTestOneInput);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerWhoseWordsWereWrittenDownGetsToTheEndAgain(boolean active) throws IOException {
    var input = Mutants.joined(head(active), said(active));

    var agreement = new Agreement(terms(input));
    shake(agreement, active, Script.of(Mutants.pieces(input, HEAD)));

    assertThat(agreement.keys()).isPresent();
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < HEAD) {
      return;
    }
    var datagrams = Mutants.pieces(input, HEAD);
    datagrams.stream().filter(d -> d.length > 0).forEach(d -> DtlsSession.isDtls(d[0] & 0xFF));
    var terms = terms(input);
    try {
      shake(new Agreement(terms), terms.active(), Script.of(datagrams));
    } catch (IOException failed) {
      // so DtlsSession takes it
    } catch (RuntimeException failed) {
      if (isOurs(failed)) { // the library's parser may fail so, ours must not
        throw failed;
      }
    }
  }

  private static DtlsAssociation terms(byte[] input) {
    var value = HexFormat.ofDelimiter(":").withUpperCase().formatHex(input, 1, HEAD);
    var theirs = new Fingerprint("sha-256", value);
    return new DtlsAssociation(OURS, List.of(theirs), (input[0] & 1) != 0, Optional.empty());
  }

  private static byte[] head(boolean active) {
    var fingerprint = HexFormat.ofDelimiter(":").parseHex(THEIRS.fingerprint().value());
    return ByteBuffer.allocate(HEAD).put((byte) (active ? 1 : 0)).put(fingerprint).array();
  }

  private static void shake(Agreement agreement, boolean active, DatagramTransport path)
      throws IOException {
    var crypto = new Foreseen();
    if (active) {
      new DTLSClientProtocol().connect(new ActiveRole(crypto, agreement), path);
    } else {
      new DTLSServerProtocol().accept(new PassiveRole(crypto, agreement), path);
    }
  }

  private static boolean isOurs(RuntimeException failed) {
    return Arrays.stream(failed.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> !name.startsWith("java."))
        .findFirst()
        .filter(name -> name.startsWith("io.pronto."))
        .isPresent();
  }

  /** Says what is written down, and after that the path is gone. */
  private record Script(Iterator<byte[]> said, List<byte[]> heard) implements DatagramTransport {
    static Script of(List<byte[]> said) {
      return new Script(said.iterator(), new ArrayList<>());
    }

    @Override
    public int getReceiveLimit() {
      return 2_048;
    }

    @Override
    public int getSendLimit() {
      return 1_200;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
      if (!said.hasNext()) {
        throw new IOException("That was all");
      }
      var datagram = said.next();
      int taken = Math.min(datagram.length, length);
      System.arraycopy(datagram, 0, buffer, offset, taken);
      return taken;
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
      heard.add(ByteBuffer.allocate(length).put(buffer, offset, length).array());
    }

    @Override
    public void close() {
      // there is nothing to close
    }
  }

  /** A path between two that listen to each other; what goes out of this end is kept. */
  private record Pipe(BlockingQueue<byte[]> in, BlockingQueue<byte[]> out, List<byte[]> sent)
      implements DatagramTransport {
    @Override
    public int getReceiveLimit() {
      return 2_048;
    }

    @Override
    public int getSendLimit() {
      return 1_200;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
      try {
        var datagram = in.poll(waitMillis, TimeUnit.MILLISECONDS);
        if (datagram == null) {
          return -1;
        }
        System.arraycopy(datagram, 0, buffer, offset, datagram.length);
        return datagram.length;
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
      var datagram = Arrays.copyOfRange(buffer, offset, offset + length);
      sent.add(datagram);
      out.add(datagram);
    }

    @Override
    public void close() {
      // there is nothing to close
    }
  }

  /** Chance as it was in the handshake that was written down. */
  private static final class Foreseen extends BcTlsCrypto {
    private final Random chance;

    Foreseen() {
      this(new Random(1));
    }

    private Foreseen(Random chance) {
      super(
          new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
              chance.nextBytes(bytes);
            }
          });
      this.chance = chance;
    }

    @Override
    public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
      return size -> {
        var nonce = new byte[size];
        chance.nextBytes(nonce);
        return nonce;
      };
    }
  }

  /** What peers say to the end of a handshake, and parts of it. */
  static List<byte[]> seeds() {
    var seeds = new ArrayList<byte[]>();
    for (boolean active : List.of(true, false)) {
      var said = said(active);
      var first = said.getFirst();
      var alert = new byte[] {21, (byte) 254, (byte) 253};
      seeds.add(Mutants.joined(head(active), said));
      seeds.add(Mutants.joined(head(active), List.of(first)));
      seeds.add(Mutants.joined(head(active), List.of(first, first)));
      seeds.add(Mutants.joined(head(active), List.of(first, alert)));
    }
    return seeds;
  }

  /** What a peer has said in a whole handshake with ours. */
  private static List<byte[]> said(boolean active) {
    var toUs = new LinkedBlockingQueue<byte[]>();
    var toThem = new LinkedBlockingQueue<byte[]>();
    var said = Collections.synchronizedList(new ArrayList<byte[]>());
    var path = new Pipe(toThem, toUs, said);
    var profile = SrtpProfile.AES_CM_128_HMAC_SHA1_80;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var them =
          threads.submit(
              () ->
                  active
                      ? DtlsPeer.accept(THEIRS, profile, path)
                      : DtlsPeer.connect(THEIRS, profile, path));
      var agreement = new Agreement(terms(head(active)));
      shake(agreement, active, new Pipe(toUs, toThem, new ArrayList<>()));
      them.get();
    } catch (IOException | ExecutionException | InterruptedException e) {
      throw new AssertionError("No handshake to write down", e);
    }
    return List.copyOf(said);
  }
}
