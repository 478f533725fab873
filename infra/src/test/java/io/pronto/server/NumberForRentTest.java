package io.pronto.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.event.Outbox;
import io.pronto.core.rental.RentalAnswers;
import io.pronto.settings.Settings;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A number from search to quarantine, by HTTP alone, and what its callers hear on the way. */
class NumberForRentTest {
  private static final String PASSWORD = "Battery-Staple-9-Horse";
  private static final String CARRIER = "127.0.0.9";

  @TempDir Path data;

  private final String run = Id.next("run").substring(20).toLowerCase();
  private final String number = "+33938" + ThreadLocalRandom.current().nextInt(100_000, 999_999);
  private Server server;
  private Speaker operator;
  private Speaker boss;

  @BeforeEach
  void begin() throws Exception {
    var environment = TestEnvironment.on(data, 21_800);
    environment.put("PRONTO_BOOTSTRAP_EMAIL", "operator@" + run + ".example");
    environment.put("PRONTO_BOOTSTRAP_PASSWORD", PASSWORD);
    server = Server.start(Settings.read(Optional.empty(), environment, data));
    operator = Speaker.signIn(server.httpPort(), "operator@" + run + ".example", PASSWORD);
    boss = customer("ada");
    var carrier = operator.post("/v1/carriers", "{\"name\": \"Carrier %s\"}".formatted(run)).id();
    operator.post(
        "/v1/trunks",
        """
        {"name": "Paris", "carrier_id": "%s", "host": "%s",
         "authentication": {"type": "address", "addresses": ["%s"]}}
        """
            .formatted(carrier, CARRIER, CARRIER));
    operator.post(
        "/v1/number_blocks",
        """
        {"carrier_id": "%s", "first": "%s", "last": "%s", "type": "verified"}
        """
            .formatted(carrier, number, number));
    operator.put("/v1/number_policies/FR-verified", "{\"documents\": [\"identity\"]}");
  }

  private Speaker customer(String name) {
    var email = name + "@" + run + ".example";
    operator.post(
        "/v1/organisations",
        """
        {"name": "Firm %s %s", "country": "FR",
         "super_administrator": {"email": "%s", "name": "Ada", "password": "%s"}}
        """
            .formatted(name, run, email, PASSWORD));
    return Speaker.signIn(server.httpPort(), email, PASSWORD);
  }

  @AfterEach
  void end() {
    operator.put("/v1/number_policies/FR-verified", "{}");
    server.close();
  }

  @Test
  void aNumberIsFoundReservedProvedOrderedCalledReleasedAndQuarantined() throws Exception {
    var sip = new InetSocketAddress("127.0.0.1", server.sipPort());
    var user = boss.get("/v1/me").json().getString("id");
    try (var phone = phone(sip, user);
        var carrier = TestPhone.carrier(sip, InetAddress.getByName(CARRIER))) {
      phone.register();
      assertThat(search(boss)).isEqualTo(1);

      var rental = boss.post("/v1/number_rentals", wanted()).id();
      assertThat(state(rental)).isEqualTo("reserved");
      assertThat(boss.postOnce("/v1/number_rentals/" + rental + "/order", "{}").status())
          .isEqualTo(422);
      var file =
          boss.post(
                  "/v1/regulatory_files",
                  """
                  {"country": "FR", "type": "verified", "identity": {"name": "Bakery"}}
                  """)
              .id();
      operator.post("/v1/regulatory_reviews/" + file + "/decision", "{\"decision\": \"approved\"}");
      boss.postOnce("/v1/number_rentals/" + rental + "/order", "{}");
      assertThat(state(rental)).isEqualTo("active");
      boss.patch(
          "/v1/numbers/" + number.replace("+", "%2B"),
          new JsonObject()
              .put("destination", new JsonObject().put("type", "user").put("id", user))
              .encode());

      Waiting.until("the number rings", () -> reaches(carrier, phone));

      assertThat(boss.delete("/v1/numbers/" + number.replace("+", "%2B")).status()).isEqualTo(204);
      Waiting.until(
          "the number is nobody's", () -> carrier.call(number).awaitRefused().status() == 404);
      assertThat(state(rental)).isEqualTo("quarantined");
      var other = customer("eve");
      assertThat(search(other)).isZero();
      assertThat(other.post("/v1/number_rentals", wanted()).status()).isEqualTo(409);

      try (var outbox = new Outbox(Ground.database())) {
        new RentalAnswers(Ground.database(), outbox, () -> Instant.now().plus(Duration.ofDays(46)))
            .sweep();
      }

      assertThat(state(rental)).isEqualTo("available");
      assertThat(other.post("/v1/number_rentals", wanted()).status()).isEqualTo(201);
    }
  }

  /** Nodes are told of a new destination within moments. */
  private boolean reaches(TestPhone carrier, TestPhone phone) {
    var call = carrier.call(number);
    try (var rung = phone.awaitCall().ring().answer()) {
      call.awaitAnswered();
      call.hangUp();
      rung.awaitEnded();
      return true;
    }
  }

  private String wanted() {
    return new JsonObject().put("number", number).encode();
  }

  private int search(Speaker who) {
    return who.get("/v1/available_numbers?prefix=" + number.substring(1))
        .json()
        .getJsonArray("data")
        .size();
  }

  private String state(String rental) {
    return boss.get("/v1/number_rentals/" + rental).json().getString("state");
  }

  private TestPhone phone(InetSocketAddress sip, String user) {
    var device =
        boss.post("/v1/devices", "{\"user_id\": \"%s\", \"kind\": \"desk_phone\"}".formatted(user))
            .json();
    return TestPhone.udp(
        sip,
        new Credentials(
            device.getString("username"),
            device.getString("password"),
            device.getString("domain")));
  }
}
