package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.OwnPostgres;
import io.pronto.core.seal.MasterKey;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.Embedded;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a server from starting is one line that names the key, and exit code 1. */
class StartFaultTest {
  @TempDir Path data;
  @TempDir Path stores;

  @Test
  void aSipPortThatIsBusyOverUdpOnly() throws Exception {
    try (var holder = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        var node = grounded().with("PRONTO_SIP_PORT", "" + holder.getLocalPort())) {
      assertThat(node.refusal())
          .startsWith("sip.port: %d is in use on 127.0.0.1".formatted(holder.getLocalPort()));
    }
  }

  @Test
  void aBusyHttpPort() throws Exception {
    try (var holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        var node = grounded().with("PRONTO_HTTP_PORT", "" + holder.getLocalPort())) {
      assertThat(node.refusal())
          .startsWith("http.port: %d is in use on 127.0.0.1".formatted(holder.getLocalPort()));
    }
  }

  @Test
  void aWrongPasswordOfTheDatabaseOrOfRedis() throws Exception {
    try (var folder = DataFolder.hold(stores);
        var postgres = Embedded.postgres(folder);
        var ownRedis = Embedded.redis(folder)) {
      var database = postgres.url();
      var redis = ownRedis.url();
      try (var node = new Node(data).with("PRONTO_REDIS_URL", redis)) {
        node.with("PRONTO_DATABASE_URL", database.replaceFirst(":[^:@]+@", ":wrong@"));
        assertThat(node.refusal())
            .matches(
                "database.url: PostgreSQL at 127.0.0.1:\\d+ does not let pronto in: check user and"
                    + " password");
      }
      try (var node = new Node(data).with("PRONTO_DATABASE_URL", database)) {
        node.with("PRONTO_REDIS_URL", redis.replaceFirst(":[^:@]+@", ":wrong@"));
        assertThat(node.refusal()).startsWith("redis.url: ").contains("password");
      }
    }
  }

  @Test
  void aRedisThatDoesNotAnswer() throws Exception {
    try (var node = grounded().with("PRONTO_REDIS_URL", "redis://127.0.0.1:" + freePort())) {
      assertThat(node.refusal()).startsWith("redis.url: no answer");
    }
  }

  @Test
  void aKeyThatTheDatabaseWasNotStartedWith() throws Exception {
    try (var postgres = OwnPostgres.start(stores);
        var node = new Node(data).with("PRONTO_DATABASE_URL", postgres.url())) {
      node.with("PRONTO_REDIS_URL", Ground.redisUrl()).start();
      assertThat(Files.readString(data.resolve("secrets.key")).strip()).hasSize(44);
      node.terminate();
      assertThat(node.awaitExit()).isZero();

      node.with("PRONTO_SECRETS_KEY", MasterKey.generate());

      assertThat(node.refusal())
          .startsWith("secrets.key does not open this database, which another key has sealed")
          .contains("put back the secrets.key");
    }
  }

  @Test
  void aDataFolderThatCannotBe() throws Exception {
    var file = Files.writeString(data.resolve("file"), "not a folder");

    try (var node = new Node(file)) {
      assertThat(node.refusal())
          .isEqualTo(
              "data: %s cannot be made or written: give it to this user, or name another folder"
                  .formatted(file));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Node grounded() {
    return new Node(data)
        .with("PRONTO_DATABASE_URL", Ground.databaseUrl())
        .with("PRONTO_REDIS_URL", Ground.redisUrl())
        .with("PRONTO_SECRETS_KEY", Ground.secretsKey());
  }
}
