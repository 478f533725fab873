package io.pronto.core.stir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.outbound.Outbound;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates are asked for over real HTTP. */
class CertificateCacheTest {
  private static final String PEM = new SigningNetwork().ours.pem();

  private final AtomicInteger asked = new AtomicInteger();
  private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
  private final Outbound outbound = new Outbound(Ground.vertx(), true);
  private volatile Instant now = Instant.EPOCH;
  private final CertificateCache patient =
      new CertificateCache(outbound, () -> now, Duration.ofSeconds(10));
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
    outbound.close();
  }

  private void answer(HttpServerRequest request) {
    asked.incrementAndGet();
    switch (request.path()) {
      case "/slow" -> held.add(request);
      case "/garbage" -> request.response().end("<html>");
      case "/large" -> request.response().end(Buffer.buffer(new byte[40_000]));
      case "/elsewhere" -> request.response().setStatusCode(302).end();
      default -> request.response().putHeader("Cache-Control", "max-age=600").end(PEM);
    }
  }

  @Test
  void aCertificateIsAskedForOnceAsLongAsItsServerSays() {
    assertThat(patient.apply(at("/ours.pem")).codes()).containsExactly("709J");
    now = now.plusSeconds(599);
    patient.apply(at("/ours.pem"));
    assertThat(asked).hasValue(1);

    now = now.plusSeconds(2);
    patient.apply(at("/ours.pem"));
    assertThat(asked).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({
    "/garbage, certificates",
    "/large, 32 KiB",
    "/elsewhere, 302",
  })
  void whatIsNoCertificateIsRefusedAndNotAskedForAgainAtOnce(String path, String why) {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> patient.apply(at(path)))
          .isInstanceOfSatisfying(
              PassportRefused.class,
              refused -> assertThat(refused.fault()).isEqualTo(Fault.NO_CERTIFICATE))
          .hasMessageContaining(why);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void aServerOfOursIsNotAskedForStrangers() {
    try (var strict = new Outbound(Ground.vertx(), false)) {
      var cache = new CertificateCache(strict, () -> now, Duration.ofSeconds(10));

      assertThatThrownBy(() -> cache.apply(at("/ours.pem").replace("http:", "https:")))
          .isInstanceOf(PassportRefused.class)
          .hasMessageContaining("not a server of the Internet");
      assertThatThrownBy(() -> cache.apply("file:///etc/passwd"))
          .isInstanceOf(PassportRefused.class);
      assertThat(asked).hasValue(0);
    }
  }

  @Test
  void whatComesTooLateForOneCallIsThereForTheNext() {
    var hasty = new CertificateCache(outbound, () -> now, Duration.ofMillis(1));
    assertThatThrownBy(() -> hasty.apply(at("/slow")))
        .isInstanceOf(PassportRefused.class)
        .hasMessageContaining("within 1 ms");
    Waiting.until("the server was asked", () -> !held.isEmpty());

    held.remove().response().end(PEM);

    Waiting.until("it is there", () -> has(hasty, at("/slow")));
    assertThat(asked).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 3600",
    "'max-age=600', 600",
    "'public, MAX-AGE=600, x', 600",
    "'max-age=1', 60",
    "no-store, 60",
    "'max-age=999999999', 86400",
    "'max-age=-1', 3600"
  })
  void cacheControlIsFollowedWithinReason(String control, long seconds) {
    assertThat(CertificateCache.lasts(control)).isEqualTo(Duration.ofSeconds(seconds));
  }

  private static boolean has(CertificateCache cache, String address) {
    try {
      cache.apply(address);
      return true;
    } catch (PassportRefused notYet) {
      return false;
    }
  }

  private String at(String path) {
    return "http://127.0.0.1:" + server.actualPort() + path;
  }
}
