package io.pronto.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pronto.backup.BackupPlace;
import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.settings.Settings;
import io.pronto.sip.phone.Certified;
import io.pronto.sip.wire.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path data;

  @Test
  void aServerIsReadyAnswersForItselfAndEndsEmpty() throws Exception {
    var server = Server.start(settings(Map.of()));

    try (server) {
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
      assertThat(ready(server)).contains("\"status\":\"up\"");
      assertThat(get(server, "/metrics").body()).contains("pronto_leases{kind=\"call\"} 0.0");
    }

    try (var again = new ServerSocket(server.sipPort())) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsOneLine() throws Exception {
    var url =
        "postgresql://pronto:secret@127.0.0.1:%d/pronto".formatted(TestEnvironment.freePort());

    assertThat(fault(Map.of("PRONTO_DATABASE_URL", url)))
        .matches(
            "database.url: PostgreSQL at 127.0.0.1:\\d+ does not answer: check that it runs and"
                + " that host and port are right");
  }

  @Test
  void aDatabaseThatIsNotThereIsOneLine() throws Exception {
    var url = Ground.databaseUrl().replaceFirst("/postgres$", "/nothing");

    assertThat(fault(Map.of("PRONTO_DATABASE_URL", url)))
        .endsWith("has no database nothing: create it, or name another");
  }

  @Test
  void aRedisThatDoesNotAnswerIsOneLine() throws Exception {
    var url = "redis://127.0.0.1:" + TestEnvironment.freePort();

    assertThat(fault(Map.of("PRONTO_REDIS_URL", url)))
        .startsWith("redis.url: no answer")
        .doesNotContain("\n");
  }

  @Test
  void aBusySipPortNamesTheKeyToChange() throws Exception {
    try (var holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(fault(Map.of("PRONTO_SIP_PORT", "" + holder.getLocalPort())))
          .isEqualTo(
              "sip.port: %d is in use on 127.0.0.1: stop what holds it, or set another sip.port"
                  .formatted(holder.getLocalPort()));
    }
  }

  @Test
  void aBusyWebSocketPortNamesTheKeyToChange() throws Exception {
    try (var holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(fault(Map.of("PRONTO_SIP_WS_PORT", "" + holder.getLocalPort())))
          .startsWith("sip.ws.port: %d is in use on 127.0.0.1".formatted(holder.getLocalPort()));
    }
  }

  @Test
  void aCertificateThatHasExpiredIsOneLine() throws Exception {
    assertThat(fault(certificate(Certified.expired("127.0.0.1"))))
        .startsWith("sip.tls.certificate: ")
        .contains("has expired on")
        .doesNotContain("\n");
  }

  @Test
  void withACertificateTlsAndSecureWebSocketsAreListenedTo() throws Exception {
    try (var server = Server.start(settings(certificate(Certified.of("127.0.0.1"))))) {
      for (var transport : List.of(Transport.TLS, Transport.WS, Transport.WSS)) {
        try (var socket = new Socket("127.0.0.1", server.sipPort(transport))) {
          assertThat(socket.isConnected()).isTrue();
        }
      }
      assertThat(get(server, "/metrics").body())
          .contains("pronto_sip_connections{transport=\"wss\"}")
          .contains("pronto_sip_certificate_left_seconds");
    }
  }

  private Map<String, String> certificate(Certified identity) throws Exception {
    identity.write(data);
    return Map.of(
        "PRONTO_SIP_TLS_PORT",
        "0",
        "PRONTO_SIP_WSS_PORT",
        "0",
        "PRONTO_SIP_TLS_CERTIFICATE",
        data.resolve("cert.pem").toString(),
        "PRONTO_SIP_TLS_KEY",
        data.resolve("key.pem").toString());
  }

  @Test
  void aBusyHttpPortNamesTheKeyToChange() throws Exception {
    try (var holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(fault(Map.of("PRONTO_HTTP_PORT", "" + holder.getLocalPort())))
          .startsWith("http.port: %d is in use".formatted(holder.getLocalPort()));
    }
  }

  @Test
  void aForeignAddressNamesTheKeyToChange() throws Exception {
    assertThat(fault(Map.of("PRONTO_SIP_HOST", "198.51.100.7")))
        .startsWith("sip.host: this machine has no address 198.51.100.7");
  }

  @Test
  void anotherMasterKeyThanTheDatabaseKnowsIsOneLine() throws Exception {
    Server.start(settings(Map.of())).close();

    assertThat(fault(Map.of("PRONTO_SECRETS_KEY", "A".repeat(43) + "=")))
        .contains("secrets.key")
        .doesNotContain("\n");
  }

  @Test
  void withAFolderForThemBackupsAreMadeAndFiguresTellOfThem(@TempDir Path backups)
      throws Exception {
    var place = new BackupPlace(backups);
    try (var server = Server.start(settings(Map.of("PRONTO_BACKUP_TO", backups.toString())))) {
      Waiting.until("a whole backup", () -> !bases(place).isEmpty());

      assertThat(get(server, "/metrics").body())
          .contains("pronto_backup_up 1.0", "pronto_backup_erasures_lag_seconds");
    }
    assertThat(place.erasures().resolve("reach.sealed")).exists();
  }

  private static List<Path> bases(BackupPlace place) {
    try {
      return place.bases();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void withoutTheApiHealthAndFiguresAreStillServed() throws Exception {
    try (var server = Server.start(settings(Map.of("PRONTO_ROLES", "signalling,media")))) {
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
      assertThat(ready(server)).contains("\"status\":\"up\"");
      assertThat(get(server, "/metrics").body()).contains("pronto_leases{kind=\"call\"} 0.0");
    }
  }

  private String fault(Map<String, String> over) throws Exception {
    var settings = settings(over);
    return catchThrowableOfType(CannotStart.class, () -> Server.start(settings)).getMessage();
  }

  private Settings settings(Map<String, String> over) throws Exception {
    var environment = TestEnvironment.on(data, 21_000);
    environment.putAll(over);
    return Settings.read(Optional.empty(), environment, data);
  }

  /** What it says once it is ready, for which a busy machine may need a while. */
  private static String ready(Server server) throws Exception {
    var end = Instant.now().plus(LIMIT);
    var answer = get(server, "/health/ready");
    while (answer.statusCode() != 200 && Instant.now().isBefore(end)) {
      answer = get(server, "/health/ready");
    }
    return answer.body();
  }

  private static HttpResponse<String> get(Server server, String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:%d%s".formatted(server.httpPort(), path));
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
