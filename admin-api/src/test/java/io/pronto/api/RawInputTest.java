package io.pronto.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What no HTTP client would send. */
class RawInputTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Client operator = Client.operator();

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void jsonThatNestsTenThousandDeepIsRefused(String opening) throws IOException {
    assertThat(post(opening.repeat(10_000).getBytes(UTF_8))).startsWith("HTTP/1.1 400 ");
    assertThat(
            post(("[\"" + "\\\\\",\"".repeat(9) + "\"" + opening.repeat(10_000)).getBytes(UTF_8)))
        .contains("too_deep");
  }

  @Test
  void noOtherCharacterSetCarriesNestedJsonPastTheGuard() throws IOException {
    // In UTF-16 this character has the bytes of a quote, after which brackets do not count.
    var deep = "[\"\u2200\"," + "[".repeat(5_000);

    assertThat(post(deep.getBytes(java.nio.charset.StandardCharsets.UTF_16LE)))
        .startsWith("HTTP/1.1 400 ");
    assertThat(post("{\"name\":\"a\"}".getBytes(java.nio.charset.StandardCharsets.UTF_16BE)))
        .contains("malformed_json");
  }

  @Test
  void aBodyThatGoesOnWithoutEndIsCutOffAtOneMebibyte() throws IOException {
    var chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
    var head =
        head("POST /v1/carriers HTTP/1.1", "Content-Type: application/json")
            + "Transfer-Encoding: chunked\r\n\r\n";

    var answer = exchange((head + chunk.repeat(70)).getBytes(UTF_8));

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("body_too_large");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() throws IOException {
    for (var bad :
        List.of(
            bytes(0xFF), bytes(0xC3), bytes(0xC0, 0xAF), bytes(0xED, 0xA0, 0x80), bytes(0xE9))) {
      var body = new ByteArrayOutputStream();
      body.writeBytes("{\"name\":\"".getBytes(UTF_8));
      body.writeBytes(bad);
      body.writeBytes("\"}".getBytes(UTF_8));

      assertThat(post(body.toByteArray()))
          .as(Arrays.toString(bad))
          .startsWith("HTTP/1.1 400 ")
          .contains("malformed_json");
    }
  }

  @Test
  void aFieldThatIsGivenTwiceIsNamed() {
    operator
        .send("POST", "/v1/carriers", "{\"name\":\"a\",\"name\":\"b\"}", "application/json")
        .refused(400, "malformed_json")
        .names("/name", "repeated");
    operator
        .send(
            "POST",
            "/v1/organisations",
            """
            {"name": "a", "super_administrator": {"email": "a@b.c", "em\\u0061il": "d@e.f"}}
            """,
            "application/json")
        .refused(400, "malformed_json")
        .names("/super_administrator/email", "repeated");
  }

  @Test
  void halfOfASurrogatePairIsRefused() {
    operator
        .send("POST", "/v1/carriers", "{\"name\":\"a\\ud800b\"}", "application/json")
        .refused(422, "invalid_request")
        .names("/name", "malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999",
        "-1e999",
        "99999999999999999999999999999999",
        "18446744073709551617",
        "4294967297",
        "5060.5",
        "1e400000000"
      })
  void aNumberThatIsTooLargeIsRefused(String number) {
    var trunk = TestCarrier.make().trunk().put("port", "?").encode().replace("\"?\"", number);

    var answer = operator.send("POST", "/v1/trunks", trunk, "application/json");

    assertThat(answer.status()).as(answer.text()).isIn(400, 422);
    answer.refused(answer.status(), answer.status() == 400 ? "malformed_json" : "invalid_request");
  }

  @Test
  void aNumberOfAMillionDigitsIsRefused() throws IOException {
    var body = "{\"max_channels\":" + "9".repeat(1_000_000) + "}";

    assertThat(post(body.getBytes(UTF_8))).startsWith("HTTP/1.1 4");
  }

  @Test
  void noHeaderBringsAnotherIntoTheAnswerOrALineIntoTheLog() throws IOException {
    var logger = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var heard = new ListAppender<ILoggingEvent>();
    heard.start();
    var level = logger.getLevel();
    logger.addAppender(heard);
    logger.setLevel(Level.DEBUG);
    try {
      for (var header :
          List.of(
              "X-Forwarded-For: 192.0.2.1\r\n Set-Cookie: forged=1",
              "X-Forwarded-For: 192.0.2.1\nSet-Cookie: forged=1",
              "X-Forwarded-For: 192.0.2.1\rSet-Cookie: forged=1",
              "X-Request-Id: req\u0000\r\n",
              "Idempotency-Key: a\rSet-Cookie: forged=1",
              "If-None-Match: \"a\nSet-Cookie: forged=1\"",
              "Authorization: Bearer x\rSet-Cookie: forged=1")) {
        var answer =
            exchange(
                ("GET /v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + "\r\n\r\n")
                    .getBytes(ISO_8859_1));

        assertThat(answer).as(header).startsWith("HTTP/1.1 4");
        assertThat(answer.lines()).as(header).noneMatch(line -> line.startsWith("Set-Cookie"));
      }
    } finally {
      logger.setLevel(level);
      logger.detachAppender(heard);
    }
    assertThat(List.copyOf(heard.list))
        .filteredOn(event -> event.getLoggerName().startsWith("io.pronto"))
        .isNotEmpty()
        .noneMatch(event -> said(event).contains("forged"));
  }

  @Test
  void anAddressWithALineBreakIsNoAddress() throws IOException {
    for (var path : List.of("/v1/users/%0d%0aSet-Cookie:%20forged=1", "/v1/carriers?a%0d%0ab=1")) {
      var answer = exchange((head("GET " + path + " HTTP/1.1") + "\r\n").getBytes(UTF_8));

      assertThat(answer).startsWith("HTTP/1.1 4");
      assertThat(answer.lines()).noneMatch(line -> line.startsWith("Set-Cookie"));
    }
  }

  @Test
  void anAddressThatCannotBeAnAccountsIsRefusedWithTheReason() {
    var organisation = TestOrganisation.make();
    var person = new JsonObject().put("name", "Ada").put("role", "agent");

    for (var bad :
        List.of(
            List.of("a".repeat(65) + "@example.com", "too_long"),
            List.of("ada@exаmple.com", "mixed_scripts"),
            List.of("аda@example.com", "not_ascii"),
            List.of("ada@straße.example", "ambiguous_domain"))) {
      organisation
          .boss()
          .post("/v1/users", person.copy().put("email", bad.getFirst()))
          .refused(422, "invalid_request")
          .names("/email", bad.getLast());
      organisation
          .boss()
          .patch(
              "/v1/users/" + organisation.superAdministratorId(),
              new JsonObject().put("email", bad.getFirst()))
          .refused(422, "invalid_request")
          .names("/email", bad.getLast());
    }
    operator
        .post(
            "/v1/organisations",
            new JsonObject()
                .put("name", "Bakery")
                .put("country", "FR")
                .put(
                    "super_administrator",
                    new JsonObject().put("name", "Ada").put("email", "ada@exаmple.com")))
        .refused(422, "invalid_request")
        .names("/super_administrator/email", "mixed_scripts");
  }

  @Test
  void twoAddressesThatLookTheSameAreOneAccount() {
    var organisation = TestOrganisation.make();
    var name = TestOrganisation.email().replace("@example.com", "");
    var person =
        new JsonObject()
            .put("name", "Ada")
            .put("role", "agent")
            .put("password", TestServer.PASSWORD);

    var made =
        organisation.boss().post("/v1/users", person.copy().put("email", name + "@BÜCHER.example"));

    assertThat(made.is(201).json().getString("email")).isEqualTo(name + "@xn--bcher-kva.example");
    for (var same : List.of("@bücher.example", "@bu\u0308cher.example", "@xn--BCHER-kva.example")) {
      organisation
          .boss()
          .post("/v1/users", person.copy().put("email", name.toUpperCase() + same))
          .refused(409, "email_taken");
      Client.signIn(name + same, TestServer.PASSWORD);
    }
  }

  private static String said(ILoggingEvent event) {
    return event.getFormattedMessage() + event.getKeyValuePairs() + event.getMDCPropertyMap();
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private String head(String... lines) {
    return String.join("\r\n", lines)
        + "\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
        + operator.token().orElseThrow()
        + "\r\n";
  }

  private String post(byte[] body) throws IOException {
    var request = new ByteArrayOutputStream();
    var head = head("POST /v1/carriers HTTP/1.1", "Content-Type: application/json");
    request.writeBytes((head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(UTF_8));
    request.writeBytes(body);
    return exchange(request.toByteArray());
  }

  private static String exchange(byte[] request) throws IOException {
    var server = URI.create(TestServer.url());
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
