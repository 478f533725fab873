package io.pronto.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.api.TestDidww;
import io.pronto.api.TestTelnyx;
import io.pronto.api.TestVonage;
import io.pronto.api.TestWholesale;
import io.pronto.bench.Material;
import io.pronto.bench.Sipp;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.event.Outbox;
import io.pronto.core.rental.RentalAnswers;
import io.pronto.peer.Peers;
import io.pronto.settings.Settings;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A number from search to quarantine, by HTTP alone, and what its callers hear on the way: SIPp
 * calls it as the carrier does.
 */
class NumberForRentTest {
  private static final Logger LOG = LoggerFactory.getLogger(NumberForRentTest.class);
  private static final String PASSWORD = "Battery-Staple-9-Horse";
  private static final String CARRIER = "127.0.0.9";
  private static final String POLICY = "/v1/number_policies/FR-non_geographic";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path data;

  private final String run = Id.next("run").substring(20).toLowerCase();
  private final String digits = "33987" + ThreadLocalRandom.current().nextInt(100_000, 999_999);
  private final String number = "+" + digits;
  private Server server;
  private Speaker operator;
  private Speaker boss;
  private String carrier;

  @BeforeEach
  void begin() throws Exception {
    Peers.need("sipp", "sip-tester");
    var environment = TestEnvironment.on(data, 21_800);
    environment.put("PRONTO_BOOTSTRAP_EMAIL", "operator@" + run + ".example");
    environment.put("PRONTO_BOOTSTRAP_PASSWORD", PASSWORD);
    environment.put("PRONTO_SSO_PRIVATE_ADDRESSES", "true");
    server = Server.start(Settings.read(Optional.empty(), environment, data));
    operator = Speaker.signIn(server.httpPort(), "operator@" + run + ".example", PASSWORD);
    boss = customer("ada");
    carrier = operator.post("/v1/carriers", "{\"name\": \"Carrier %s\"}".formatted(run)).id();
    operator.post(
        "/v1/trunks",
        """
        {"name": "Paris", "carrier_id": "%s", "host": "%s", "health": null,
         "authentication": {"type": "address", "addresses": ["%s"]}}
        """
            .formatted(carrier, CARRIER, CARRIER));
    operator.put(POLICY, "{\"documents\": [\"identity\"]}");
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
    if (server != null) {
      operator.put(POLICY, "{}");
      server.close();
    }
  }

  @Test
  void aNumberOfABlockGoesAllTheWay() throws Exception {
    operator.post(
        "/v1/number_blocks",
        """
        {"carrier_id": "%s", "first": "%s", "last": "%s", "type": "non_geographic"}
        """
            .formatted(carrier, number, number));

    goesAllTheWay(wanted(), () -> {});

    assertThat(search(boss)).isEqualTo(1);
    assertThat(customer("eve").post("/v1/number_rentals", wanted().encode()).status())
        .isEqualTo(201);
  }

  static Stream<Supplier<TestWholesale>> providers() {
    return Stream.of(TestDidww::new, TestTelnyx::new, TestVonage::new);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aNumberOfAProviderGoesAllTheWay(Supplier<TestWholesale> made) throws Exception {
    try (var wholesale = made.get()) {
      wholesale.forSale.add(digits);
      var provider =
          operator.post("/v1/number_providers", wholesale.settings(carrier).encode()).id();

      goesAllTheWay(wanted().put("provider_id", provider), wholesale::deliver);

      Waiting.until("the provider has it back", () -> !wholesale.ours.contains(digits));
      operator.patch("/v1/number_providers/" + provider, "{\"enabled\": false}");
    }
  }

  private void goesAllTheWay(JsonObject wanted, Runnable deliver) throws Exception {
    var sip = new InetSocketAddress("127.0.0.1", server.sipPort());
    var user = boss.get("/v1/me").json().getString("id");
    try (var phone = phone(sip, user)) {
      phone.register();
      assertThat(search(boss)).isEqualTo(1);

      var rental = boss.post("/v1/number_rentals", wanted.encode()).id();
      awaitState(rental, "reserved");
      assertThat(order(rental).status()).isEqualTo(422);
      approve();
      assertThat(order(rental).status()).isEqualTo(202);
      Waiting.until(
          "it is delivered",
          () -> {
            deliver.run();
            return state(rental).equals("active");
          });
      ring(user);
      var answering = Thread.ofVirtual().start(() -> answerAll(phone));
      Waiting.until("the number rings", () -> succeeds(sip, Material.scenario("call")));
      answering.interrupt();

      assertThat(boss.delete(at()).status()).isEqualTo(204);
      Waiting.until("the number is nobody's", () -> succeeds(sip, scenario("not-found")));
      awaitState(rental, "quarantined");
      var other = customer("eva");
      assertThat(search(other)).isZero();
      assertThat(other.post("/v1/number_rentals", wanted.encode()).status()).isEqualTo(409);

      endQuarantine();
      awaitState(rental, "available");
    }
  }

  private static void endQuarantine() {
    try (var outbox = new Outbox(Ground.database())) {
      new RentalAnswers(Ground.database(), outbox, () -> Instant.now().plus(Duration.ofDays(46)))
          .sweep();
    }
  }

  private void approve() {
    var file =
        boss.post(
                "/v1/regulatory_files",
                """
                {"country": "FR", "type": "non_geographic", "identity": {"name": "Bakery"}}
                """)
            .id();
    operator.post("/v1/regulatory_reviews/" + file + "/decision", "{\"decision\": \"approved\"}");
  }

  private void ring(String user) {
    boss.patch(
        at(),
        new JsonObject()
            .put("destination", new JsonObject().put("type", "user").put("id", user))
            .encode());
  }

  /** Until nobody calls any more, or it is interrupted. */
  private static void answerAll(TestPhone phone) {
    try {
      while (true) {
        phone.awaitCall().ring().answer();
      }
    } catch (AssertionError nobody) {
      LOG.debug("Nobody calls any more", nobody);
    }
  }

  /** Whether a call of the carrier goes as {@code scenario} has it. */
  private boolean succeeds(InetSocketAddress sip, Path scenario) {
    var local = new InetSocketAddress(CARRIER, freeUdpPort());
    try (var sipp = Sipp.start(scenario, sip, local, "-s", number, "-m", "1", "-d", "300")) {
      return sipp.join(PATIENCE).successful() == 1;
    }
  }

  private static int freeUdpPort() {
    try (var socket = new DatagramSocket(new InetSocketAddress(CARRIER, 0))) {
      return socket.getLocalPort();
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path scenario(String name) {
    return Material.root().resolve("infra/src/test/sipp").resolve(name + ".xml");
  }

  private Speaker.Answer order(String rental) {
    return boss.postOnce("/v1/number_rentals/" + rental + "/order", "{}");
  }

  private String at() {
    return "/v1/numbers/" + number.replace("+", "%2B");
  }

  private JsonObject wanted() {
    return new JsonObject().put("number", number);
  }

  private int search(Speaker who) {
    return who.get("/v1/available_numbers?country=FR&prefix=" + digits)
        .json()
        .getJsonArray("data")
        .size();
  }

  private void awaitState(String rental, String state) {
    Waiting.until("it is " + state, () -> state(rental).equals(state));
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
