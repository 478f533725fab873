package io.pronto.media.dtls;

import io.pronto.core.Mutants;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A fuzz target: datagrams that a peer sends in place of a handshake. That one fails is its lot;
 * what it must not do is go on for ever, or take the machine's memory.
 */
class DtlsFuzzTest {
  private static final DtlsIdentity THEIRS = DtlsIdentity.next();
  private static final DtlsAssociation TERMS =
      new DtlsAssociation(
          DtlsIdentity.current(), List.of(THEIRS.fingerprint()), false, Optional.empty());

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void handshakesWhateverTheyAreEnd() {
    Mutants.feed(seeds(), 500, DtlsFuzzTest::fuzzerTestOneInput);
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    var datagrams = Mutants.pieces(input, 0);
    datagrams.stream().filter(d -> d.length > 0).forEach(d -> DtlsSession.isDtls(d[0] & 0xFF));
    try {
      new DTLSServerProtocol()
          .accept(
              new PassiveRole(new BcTlsCrypto(new SecureRandom()), new Agreement(TERMS)),
              new Script(datagrams.iterator(), new ArrayList<>()));
    } catch (IOException failed) {
      // so DtlsSession takes it
    } catch (RuntimeException failed) {
      if (isOurs(failed)) { // the library's parser may fail so, ours must not
        throw failed;
      }
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

  /** What a peer begins with. */
  static List<byte[]> seeds() {
    var sent = new ArrayList<byte[]>();
    try {
      DtlsPeer.connect(
          THEIRS,
          SrtpProfile.AES_CM_128_HMAC_SHA1_80,
          new Script(List.<byte[]>of().iterator(), sent));
      throw new AssertionError("Nobody has answered");
    } catch (IOException noAnswer) {
      if (sent.isEmpty()) {
        throw new UncheckedIOException(noAnswer);
      }
    }
    var hello = sent.getFirst();
    return List.of(
        Mutants.joined(new byte[0], List.of(hello)),
        Mutants.joined(new byte[0], List.of(hello, hello)),
        Mutants.joined(new byte[0], List.of(hello, new byte[] {21, (byte) 254, (byte) 253})));
  }
}
