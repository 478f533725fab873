package io.pronto.core.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final Outbound strict = new Outbound(Ground.vertx(), false);
  private final Outbound lenient = new Outbound(Ground.vertx(), true);
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        Ground.vertx()
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    server.close();
    strict.close();
    lenient.close();
  }

  private void answer(HttpServerRequest request) {
    asked.incrementAndGet();
    switch (request.path()) {
      case "/large" -> request.response().end(Buffer.buffer(new byte[1024 * 1024 + 1]));
      case "/elsewhere" -> request.response().setStatusCode(302).putHeader("Location", "/").end();
      case "/silent" -> {}
      case "/slow" -> request.response().setChunked(true).write("{");
      default -> request.response().end(request.uri() + ' ' + request.getHeader("X-Test"));
    }
  }

  @Test
  void whereItMayAServerIsAsked() {
    var answer = lenient.get(at("/path?a=b"), Map.of("X-Test", "yes"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().toString()).isEqualTo("/path?a=b yes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1",
        "https://localhost",
        "https://127.1",
        "https://2130706433",
        "https://10.0.0.1",
        "https://172.16.5.5",
        "https://192.168.1.1",
        "https://169.254.169.254",
        "https://100.64.0.1",
        "https://0.0.0.0",
        "https://[::1]",
        "https://[::]",
        "https://[::ffff:127.0.0.1]",
        "https://[::127.0.0.1]",
        "https://[fe80::1]",
        "https://[fd00::1]",
        "https://[64:ff9b::7f00:1]",
        "https://[2002:7f00:1::]",
        "https://224.0.0.1",
        "https://255.255.255.255"
      })
  void noServerOfAPrivateNetworkIsAsked(String address) {
    var withPort = URI.create(address + ':' + server.actualPort() + '/');

    assertThatThrownBy(() -> strict.get(withPort, Map.of()))
        .isInstanceOf(Unreachable.class)
        .hasMessageMatching(".* is not (a server of the Internet|known)|Not an address .*");
    assertThat(asked).hasValue(0);
  }

  @Test
  void theInternetIsTheInternet() throws Exception {
    for (var public_ : new String[] {"1.1.1.1", "8.8.8.8", "2606:4700::1111", "172.32.0.1"}) {
      assertThat(PublicAddresses.contains(InetAddress.ofLiteral(public_))).as(public_).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://user@example.com",
        "https://example.com/#x",
        "example.com",
        "https://exa mple"
      })
  void onlyAnAddressOverHttpsIsOne(String address) {
    assertThatThrownBy(() -> strict.address(address)).isInstanceOf(Unreachable.class);
  }

  @Test
  void anAnswerThatIsTooLongIsNone() {
    assertThatThrownBy(() -> lenient.get(at("/large"), Map.of()))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("1 MiB");
  }

  @Test
  void aRedirectIsNotFollowed() {
    assertThat(lenient.get(at("/elsewhere"), Map.of()).status()).isEqualTo(302);
    assertThat(asked).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/silent", "/slow"})
  void aServerThatDoesNotEndIsNotWaitedForForEver(String path) {
    long begin = System.nanoTime();

    assertThatThrownBy(() -> lenient.get(at(path), Map.of()))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("5 s");

    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isBetween(4L, 9L);
  }

  @Test
  void aServerThatIsNotThereIsSaidToBeAway() {
    int port = server.actualPort();
    server.close().await();

    assertThatThrownBy(() -> lenient.get(URI.create("http://127.0.0.1:" + port), Map.of()))
        .isInstanceOf(Unreachable.class)
        .hasMessageStartingWith("127.0.0.1: ");
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }
}
