package io.pronto.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Waiting;
import io.pronto.sip.phone.Certified;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who connects to the ports of TLS and WSS, with good intentions and without. */
class TlsPortTest {
  private static final int LIMIT = 30_000;

  /** Files are looked at once a second, when somebody connects. */
  private static final Duration LOOKED_AT = Duration.ofMillis(1_500);

  private Door door;

  @BeforeEach
  void open() throws IOException {
    door = new Door();
  }

  @AfterEach
  void nothingIsLeft() {
    Waiting.until("no connection is left", () -> door.stack.connections() == 0);
    door.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aRequestIsAnsweredOverEachVersion(String version) throws IOException {
    try (var socket = connected(door.identity)) {
      socket.setEnabledProtocols(new String[] {version});
      say(socket, Door.options(Transport.TLS));

      assertThat(heard(socket, 14)).isEqualTo("SIP/2.0 200 OK");
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WSS"})
  void whatIsNoTlsIsCutOffAndCounted(Transport transport) throws IOException {
    try (var socket = plain(transport)) {
      say(socket, Door.options(transport));

      awaitEnd(socket);
      Waiting.until("it is counted", () -> door.failed() == 1);
    }
  }

  @Test
  void aClientThatDoesNotTrustUsIsCounted() throws IOException {
    var stranger = Certified.of("127.0.0.1");

    assertThatThrownBy(
            () -> {
              try (var socket = connected(stranger)) {
                socket.startHandshake();
              }
            })
        .isInstanceOf(SSLException.class);

    Waiting.until("it is counted", () -> door.failed() == 1);
  }

  /** Our certificate is bad: an office full of phones refuses it. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whoRefusesUsOftenIsNotBanned(String version) throws IOException {
    var stranger = Certified.of("127.0.0.1");
    for (int i = 0; i < 2 * Door.FAILURES; i++) {
      assertThatThrownBy(
              () -> {
                try (var socket = connected(stranger)) {
                  socket.setEnabledProtocols(new String[] {version});
                  socket.startHandshake();
                }
              })
          .isInstanceOf(SSLException.class);
    }

    Waiting.until("all are counted", () -> door.failed() == 2 * Door.FAILURES);
    assertThat(door.guard.admits(door.at(Transport.TLS).getAddress())).isTrue();
  }

  @Test
  void whoFailsTooOftenIsBanned() throws IOException {
    for (int i = 0; i < Door.FAILURES; i++) {
      try (var socket = plain(Transport.TLS)) {
        say(socket, "Hello?\r\n");
        awaitEnd(socket);
      }
    }

    var source = door.at(Transport.TLS).getAddress();
    Waiting.until("it is banned", () -> !door.guard.admits(source));
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WS", "WSS"})
  void whoLeavesBeforeAWordIsNoOffender(Transport transport) throws IOException {
    for (int i = 0; i < 3; i++) {
      plain(transport).close();
    }
    Waiting.until("all have left", () -> door.stack.connections() == 0);

    assertThat(door.failed()).isZero();
  }

  /** Some are silent, others say a little now and then; none lasts longer than ten seconds. */
  @ParameterizedTest
  @EnumSource(names = {"TLS", "WS", "WSS"})
  void whoNeverFinishesTheHandshakeIsCutOffAndCounted(Transport transport) throws Exception {
    var silent = new ArrayList<Socket>();
    for (int i = 0; i < 5; i++) {
      silent.add(plain(transport));
    }
    var talking = new AtomicBoolean(true);
    try (var slow = plain(transport)) {
      var hello = transport == Transport.WS ? "GET /" : "\u0016\u0003\u0001\u0002\u0000\u0001";
      say(slow, hello);
      var drip = Thread.ofVirtual().start(() -> drip(slow, talking));

      for (var socket : silent) {
        awaitEnd(socket);
      }
      awaitEnd(slow);

      talking.set(false);
      drip.join();
      Waiting.until("all are counted", () -> door.failed() == silent.size() + 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WSS"})
  void aNewCertificateIsShownToWhoConnectsFromThenOn(Transport transport) throws Exception {
    var old = shown(transport);
    var renewed = Certified.of("127.0.0.1");
    try (var before = connected(door.identity)) {
      say(before, Door.options(Transport.TLS));
      assertThat(heard(before, 14)).isEqualTo("SIP/2.0 200 OK");

      renewed.write(door.folder);

      Waiting.until("the new one is shown", () -> !shown(transport).equals(old));
      say(before, Door.options(Transport.TLS));
      assertThat(heard(before, 14)).isNotEmpty();
    }
  }

  @Test
  void aNewCertificateThatIsNoGoodLeavesTheOldOne() throws Exception {
    var old = shown(Transport.TLS);
    var files = door.folder;

    Files.writeString(files.resolve("cert.pem"), Certified.expired("127.0.0.1").pem());
    staysThrough(LOOKED_AT, old);
    Files.writeString(files.resolve("cert.pem"), "-----BEGIN CERTIFICATE-----\nno\n");
    staysThrough(LOOKED_AT, old);
    Files.delete(files.resolve("key.pem"));
    staysThrough(LOOKED_AT, old);

    Certified.of("127.0.0.1").write(files);
    Waiting.until("a good one is shown", () -> !shown(Transport.TLS).equals(old));
  }

  private void staysThrough(Duration time, Certificate old) {
    for (long begin = System.nanoTime(); System.nanoTime() - begin < time.toNanos(); ) {
      assertThat(shown(Transport.TLS)).isEqualTo(old);
    }
  }

  private Certificate shown(Transport transport) {
    try (var socket = anyone(transport)) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A socket that trusts whoever answers. */
  private SSLSocket anyone(Transport transport) throws IOException {
    var at = door.at(transport);
    return (SSLSocket)
        Trusting.anyone().getSocketFactory().createSocket(at.getAddress(), at.getPort());
  }

  private SSLSocket connected(Certified expected) throws IOException {
    return connected(expected.trust());
  }

  private SSLSocket connected(SSLContext trust) throws IOException {
    var at = door.at(Transport.TLS);
    var socket = (SSLSocket) trust.getSocketFactory().createSocket(at.getAddress(), at.getPort());
    socket.setSoTimeout(LIMIT);
    return socket;
  }

  private Socket plain(Transport transport) throws IOException {
    var at = door.at(transport);
    var socket = new Socket(at.getAddress(), at.getPort());
    socket.setSoTimeout(LIMIT);
    return socket;
  }

  private static void drip(Socket socket, AtomicBoolean talking) {
    try {
      while (talking.get()) {
        say(socket, "x");
        Thread.sleep(500);
      }
    } catch (IOException | InterruptedException cut) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String heard(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
  }

  /** Waits until the server has closed; an alert of TLS may come before. */
  private static void awaitEnd(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (java.net.SocketTimeoutException still) {
      throw new AssertionError("The server has not closed", still);
    } catch (IOException reset) {
      assertThat(reset).isInstanceOf(java.net.SocketException.class);
    }
  }
}
