package io.pronto.core.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundSocketsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final AtomicInteger asked = new AtomicInteger();
  private final BlockingQueue<ServerWebSocket> opened = new LinkedBlockingQueue<>();
  private final OutboundSockets strict = sockets(false);
  private final OutboundSockets lenient = sockets(true);
  private HttpServer server;

  private static OutboundSockets sockets(boolean privateToo) {
    return new OutboundSockets(Ground.vertx(), NamedServers.overWebSocket(privateToo));
  }

  @BeforeEach
  void start() throws Exception {
    server =
        Ground.vertx()
            .createHttpServer()
            .connectionHandler(_ -> asked.incrementAndGet())
            .webSocketHandler(opened::add)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    server.close();
    strict.close();
    lenient.close();
  }

  @Test
  void whereItMayAWebSocketIsOpened() throws Exception {
    var socket = lenient.open(at("/open?a=b"), Map.of("Authorization", "Bearer x"), PATIENCE);

    var there = opened.poll(10, TimeUnit.SECONDS);
    assertThat(there.uri()).isEqualTo("/open?a=b");
    assertThat(there.headers().get("Authorization")).isEqualTo("Bearer x");
    socket.close().await(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wss://127.0.0.1",
        "wss://localhost",
        "wss://10.0.0.1",
        "wss://169.254.169.254",
        "wss://[::1]",
        "wss://[::ffff:127.0.0.1]",
        "ws://127.0.0.1",
        "ws://example.com"
      })
  void noServerOfAPrivateNetworkIsCalled(String address) {
    var withPort = URI.create(address + ':' + server.actualPort() + '/');

    assertThatThrownBy(() -> strict.open(withPort, Map.of(), PATIENCE))
        .isInstanceOf(Unreachable.class)
        .hasMessageMatching(".* is not (a server of the Internet|known)|Not an address .*");
    assertThat(asked).hasValue(0);
  }

  @Test
  void withoutTlsOnlyThisMachineIsCalled() {
    assertThatThrownBy(() -> lenient.open(URI.create("ws://192.0.2.1/"), Map.of(), PATIENCE))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("is to be asked over WSS");
  }

  @Test
  void withoutTlsTheVeryAddressIsCalledThatWasJudged() throws Exception {
    lenient.open(URI.create("ws://localhost:" + server.actualPort() + "/"), Map.of(), PATIENCE);

    var there = opened.poll(10, TimeUnit.SECONDS);
    assertThat(there.authority().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    var elsewhere =
        Ground.vertx()
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .setStatusCode(302)
                        .putHeader("Location", at("/").toString())
                        .end())
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    var address = URI.create("ws://127.0.0.1:" + elsewhere.actualPort() + "/");

    assertThatThrownBy(() -> lenient.open(address, Map.of(), PATIENCE))
        .isInstanceOf(Unreachable.class);
    assertThat(asked).hasValue(0);
    elsewhere.close();
  }

  private URI at(String path) {
    return URI.create("ws://127.0.0.1:" + server.actualPort() + path);
  }
}
