package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.credit.BillingAccount;
import io.pronto.core.credit.Ledger;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.event.Outbox;
import io.pronto.core.fraud.DestinationRuleStore;
import io.pronto.core.fraud.DestinationRules;
import io.pronto.core.live.TrunkState.State;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.rating.Tariffs;
import io.pronto.media.Endpoint;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.TestPhone;
import io.pronto.sip.registrar.DigestAuthenticator;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls for help, through everything that holds up another call. */
class EmergencyTest extends Telephony {
  private static final List<String> NUMBERS =
      List.of(
          "15", "17", "18", "112", "114", "115", "116000", "116117", "119", "191", "196", "197");
  private static final String LOCATION =
      """
      {"country": "FR", "postcode": "75001", "insee": "75056", "city": "Paris",
       "street": "rue de l'Échelle & <Cie>", "house_number": "12 bis", "floor": "3"}
      """;

  private static final String MILAN =
      """
      {"country": "IT", "postcode": "20121", "city": "Milano", "street": "via Manzoni"}
      """;

  private final TestPhone first = exchange.carrier("127.0.0.21");
  private final TestPhone second = exchange.carrier("127.0.0.22");
  private final Rules rules = new Rules(town);
  private List<Endpoint> ports = List.of();

  EmergencyTest() {
    super(new Exchange(Exchange.Plan.USUAL.lastPort(31_999)));
  }

  @AfterEach
  void givePortsBack() {
    ports.forEach(Endpoint::close);
  }

  /** What would hold up, or change, any other call. */
  private enum Obstacle {
    NONE,
    CALLER_WANTS_TO_BE_NOBODY,
    CALLER_SHOWS_A_NUMBER_THAT_IS_NOT_THEIRS,
    CALLER_HAS_NO_NUMBER,
    NUMBER_IS_RECORDED,
    TRUNKS_ARE_FULL,
    CREDIT_IS_USED_UP,
    BREAKER_HAS_TRIPPED,
    EVERY_DESTINATION_IS_CLOSED,
    EVERY_CALLER_IS_BLOCKED,
    CALLER_IS_NOT_TO_BE_DISTURBED,
    FIRST_TRUNK_REFUSES,
    FIRST_TRUNK_SAYS_BUSY,
    FIRST_TRUNK_IS_DELETED,
    TRUNKS_ARE_DOWN,
    TRUNKS_SPEAK_ANOTHER_CODEC,
    NO_ROUTE_IS_PLANNED,
    CALLER_IS_LOCKED_OUT,
    NO_PORT_IS_FREE,
    SERVER_IS_ABOUT_TO_STOP
  }

  @ParameterizedTest
  @EnumSource
  void everyNumberConnectsWhateverStandsInTheWay(Obstacle obstacle) {
    var one = town.trunk("127.0.0.21", first.address().getPort(), 1);
    var two = town.trunk("127.0.0.22", second.address().getPort(), 1);
    if (obstacle != Obstacle.NO_ROUTE_IS_PLANNED) {
      route(one, null, null, null, 1, false);
      route(two, null, null, null, 2, false);
    }
    if (obstacle != Obstacle.CALLER_HAS_NO_NUMBER) {
      town.number(alice, obstacle == Obstacle.NUMBER_IS_RECORDED ? "all" : "off", true);
    }
    var phone = exchange.phone(alice.credentials());
    holdUp(obstacle, phone);
    holdUp(obstacle, phone, one, two);
    var others = others(obstacle, phone);

    for (var number : NUMBERS) {
      var outgoing = phone.call(dialled(number, obstacle));
      var incoming = taken(obstacle);
      outgoing.awaitAnswered();
      incoming.awaitAnswered();

      assertThat(incoming.request().startLine()).contains("sip:" + number + '@');
      new Conversation(outgoing, incoming).end();
      assertThat(exchange.record().recordings()).isEmpty();
    }
    others.forEach(Conversation::end);
    others.forEach(_ -> exchange.record());
  }

  /** Sees that another call is held up, where that is what stands in the way. */
  private void holdUp(Obstacle obstacle, TestPhone phone) {
    switch (obstacle) {
      case CREDIT_IS_USED_UP -> {
        payBeforeCalling();
        refuses(phone, "0612345678", 402);
      }
      case BREAKER_HAS_TRIPPED -> {
        destinations(new DestinationRules(Map.of(NumberType.PREMIUM, true), Map.of(), Map.of()));
        for (int i = 1; i <= 3; i++) {
          talk(phone, first, "089912000" + i).end();
          exchange.record();
        }
        refuses(phone, "0899120004", 403);
      }
      case EVERY_DESTINATION_IS_CLOSED -> {
        destinations(new DestinationRules(Map.of(), Map.of("FR", false), Map.of("+1", false)));
        refuses(phone, "0612345678", 403);
      }
      case EVERY_CALLER_IS_BLOCKED -> rules.block("+33", "prefix", "decline");
      case CALLER_IS_NOT_TO_BE_DISTURBED -> rules.doNotDisturb(alice);
      case CALLER_IS_LOCKED_OUT -> {
        guess();
        assertThat(phone.call("0612345678").awaitRefused().status()).isEqualTo(403);
      }
      case NO_PORT_IS_FREE -> {
        ports = exchange.everyPort();
        refuses(phone, "0612345678", 503);
      }
      default -> {}
    }
  }

  /** The same of what stands in the way of trunks. */
  private void holdUp(Obstacle obstacle, TestPhone phone, String one, String two) {
    switch (obstacle) {
      case FIRST_TRUNK_IS_DELETED ->
          Ground.database().asOperator(tx -> tx.update("delete from trunk where id = $1", one));
      case TRUNKS_ARE_DOWN -> {
        goDown(first, one);
        goDown(second, two);
      }
      case TRUNKS_SPEAK_ANOTHER_CODEC -> {
        town.set(one, "codecs = array['G729']");
        town.set(two, "codecs = array['G729']");
        refuses(phone, "0612345678", 488);
      }
      default -> {}
    }
  }

  /** Alice's password is guessed at from where she is. */
  private void guess() {
    var real = alice.credentials();
    try (var guesser =
        TestPhone.udp(exchange.sip(), new Credentials(real.username(), "a guess", real.domain()))) {
      for (int i = 0; i < DigestAuthenticator.Limits.DEFAULT.failures(); i++) {
        assertThat(guesser.tryToRegister(Duration.ofHours(1)).status()).isEqualTo(403);
      }
    }
  }

  private void goDown(TestPhone carrier, String trunk) {
    carrier.answerBy(
        request -> Optional.of(SipMessage.responding(request, "503 Service Unavailable")));
    town.set(trunk, "health_interval = 1, health_failures = 1");
    Waiting.until(
        "it is down",
        () -> exchange.seen(trunk).filter(seen -> seen.state() == State.DOWN).isPresent());
  }

  /** The calls that are up meanwhile. */
  private List<Conversation> others(Obstacle obstacle, TestPhone phone) {
    return switch (obstacle) {
      case TRUNKS_ARE_FULL -> filled(phone);
      case SERVER_IS_ABOUT_TO_STOP -> {
        var up = talk(phone, first, "0612345678");
        Thread.startVirtualThread(this::drain);
        Waiting.until("new calls are refused", () -> exchange.gateway().isDraining());
        assertThat(phone.call("0612345678").awaitRefused().status()).isEqualTo(503);
        assertThat(phone.call(bob.extension()).awaitRefused().status()).isEqualTo(503);
        yield List.of(up);
      }
      default -> List.of();
    };
  }

  private void drain() {
    try {
      exchange.gateway().drain(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuses(TestPhone phone, String number, int status) {
    assertThat(phone.call(number).awaitRefused().status()).isEqualTo(status);
    exchange.record();
  }

  private void destinations(DestinationRules rules) {
    new DestinationRuleStore(Ground.database()).replace(town.organisation(), _ -> rules);
  }

  private static Conversation talk(TestPhone phone, TestPhone carrier, String number) {
    var outgoing = phone.call(number);
    var incoming = carrier.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    return new Conversation(outgoing, incoming);
  }

  /** With nothing to pay from. */
  private void payBeforeCalling() {
    Tariffs.selling(town.organisation(), "prefix,price_per_minute,increments\n336,0.60,1/1\n");
    try (var outbox = new Outbox(Ground.database())) {
      new Ledger(Ground.database(), outbox, InstantSource.system())
          .change(
              town.organisation(),
              a ->
                  new BillingAccount(
                      a.organisation(), true, "EUR", a.lowBalance(), a.balance(), a.leased()));
    }
    Waiting.until("the price is known", () -> isKnown(new E164("+33612345678")));
  }

  private boolean isKnown(E164 number) {
    var rates = exchange.rates();
    return rates.terms(town.organisation()).prepaid()
        && rates.selling(town.organisation(), number, Instant.now()).isPresent();
  }

  private static Invite dialled(String number, Obstacle obstacle) {
    return switch (obstacle) {
      case CALLER_WANTS_TO_BE_NOBODY -> Invite.to(number).with("Privacy", "id");
      case CALLER_SHOWS_A_NUMBER_THAT_IS_NOT_THEIRS ->
          Invite.to(number).with("P-Preferred-Identity", "<sip:+33199999999@example.com>");
      default -> Invite.to(number);
    };
  }

  private PhoneCall taken(Obstacle obstacle) {
    return switch (obstacle) {
      case FIRST_TRUNK_REFUSES -> {
        first.awaitCall().reject("503 Service Unavailable");
        yield second.awaitCall().answer();
      }
      case FIRST_TRUNK_SAYS_BUSY -> {
        first.awaitCall().reject("486 Busy Here");
        yield second.awaitCall().answer();
      }
      case FIRST_TRUNK_IS_DELETED -> second.awaitCall().answer();
      default -> first.awaitCall().answer();
    };
  }

  /** Two calls take the only channel of each trunk. */
  private List<Conversation> filled(TestPhone phone) {
    return Stream.of(first, second).map(carrier -> talk(phone, carrier, "0612345678")).toList();
  }

  @Test
  void aTrunkThatSaysNothingIsFollowedByTheNextWithinSeconds() {
    route(town.trunk("127.0.0.21", first.address().getPort()), null, null, null, 1, false);
    route(town.trunk("127.0.0.22", second.address().getPort()), null, null, null, 2, false);
    first.vanish();

    var outgoing = exchange.phone(alice.credentials()).call("112");
    var incoming = second.awaitCall().answer();

    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    new Conversation(outgoing, incoming).end();
    exchange.record();
  }

  @Test
  void whatTheTrunkLikesIsOfferedFirstAndEverythingElseAsWell() {
    var trunk = town.trunk("127.0.0.21", first.address().getPort());
    town.set(trunk, "codecs = array['G729', 'PCMU']");

    var outgoing = exchange.phone(alice.credentials()).call("112");
    var incoming = first.awaitCall();

    assertThat(incoming.request().body()).containsPattern("m=audio \\d+ RTP/AVP 0 8 .*101.*\r\n");
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  @Test
  void whoeverWantsToBeNobodyIsShownAndCanBeCalledBack() {
    route(town.trunk("127.0.0.21", first.address().getPort()), null, null, null, 1, false);
    var bobs = town.number(bob, "off", true);

    var outgoing = exchange.phone(alice.credentials()).call(Invite.to("112").with("Privacy", "id"));
    var incoming = first.awaitCall().answer();

    assertThat(incoming.request().header("From")).contains(bobs.value());
    assertThat(incoming.request().header("P-Asserted-Identity")).contains(bobs.value());
    assertThat(incoming.request().find("Privacy")).isEmpty();
    outgoing.awaitAnswered();
    new Conversation(outgoing, incoming).end();
    exchange.record();
  }

  @Test
  void theRouteOfThePlaceIsTakenAndToldWhereTheCallerIs() throws Exception {
    var trunk = town.trunk("127.0.0.21", first.address().getPort());
    route(trunk, null, null, null, 10, false);
    route(trunk, "15", "75", "+33144497515", 10, true);
    route(trunk, "15", "13", "+33491497515", 10, true);
    town.number(alice, "off", true);
    stands(LOCATION);

    var outgoing = exchange.phone(alice.credentials()).call("15");
    var incoming = first.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    var invite = incoming.request();
    assertThat(invite.startLine()).contains("sip:+33144497515@");
    assertThat(invite.header("Content-Type")).startsWith("multipart/mixed");
    var id = invite.header("Geolocation").replaceAll(".*<cid:(.*)>.*", "$1");
    assertThat(invite.body()).contains("Content-ID: <" + id + '>', "m=audio");
    assertThat(invite.header("Geolocation-Routing")).isEqualTo("yes");
    var civic = civic(invite.body());
    assertThat(civic)
        .contains(
            "country=FR",
            "A2=75",
            "A3=Paris",
            "RD=rue de l'Échelle & <Cie>",
            "HNO=12",
            "HNS=bis",
            "FLR=3",
            "PC=75001",
            "ADDCODE=75056");
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  @ParameterizedTest
  @ValueSource(strings = {"118", "112"})
  void aDeviceThatStandsAbroadIsHelpedThere(String number) {
    route(town.trunk("127.0.0.21", first.address().getPort()), null, null, null, 1, false);
    route("IT", town.trunk("127.0.0.22", second.address().getPort()), null, null, null, 2, false);
    stands(MILAN);

    var outgoing = exchange.phone(alice.credentials()).call(number);
    var incoming = second.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    assertThat(incoming.request().startLine()).contains("sip:" + number + '@');
    new Conversation(outgoing, incoming).end();
    exchange.record();
  }

  /** RFC 3966, and RFC 5031 by which phones that know what emergencies are call. */
  @ParameterizedTest
  @CsvSource({
    "tel:112, 112",
    "tel:15;phone-context=+33, 15",
    "urn:service:sos, 112",
    "urn:service:sos.fire, 18",
    "urn:service:SOS.police, 17"
  })
  void helpIsCalledByNumberAndByService(String target, String number) {
    route(town.trunk("127.0.0.21", first.address().getPort()), null, null, null, 1, false);

    var outgoing = exchange.phone(alice.credentials()).call(target);
    var incoming = first.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    assertThat(incoming.request().startLine()).contains("sip:" + number + '@');
    new Conversation(outgoing, incoming).end();
    assertThat(exchange.record().called().number()).isEqualTo(number);
  }

  @Test
  void whoeverWantsToBeNobodyMayNameAService() {
    route(town.trunk("127.0.0.21", first.address().getPort()), null, null, null, 1, false);
    var credentials = alice.credentials();
    var me = "<sip:" + credentials.username() + '@' + credentials.domain() + '>';

    var outgoing =
        exchange
            .phone(credentials)
            .call(
                Invite.to("urn:service:sos")
                    .from("anonymous@anonymous.invalid")
                    .with("P-Preferred-Identity", me));
    var incoming = first.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    new Conversation(outgoing, incoming).end();
    exchange.record();
  }

  @Test
  void aPhoneThatSaysOnlyWhereItStandsIsOfferedSomething() {
    route(town.trunk("127.0.0.21", first.address().getPort()), null, null, null, 1, false);
    var place =
        String.join(
            "\r\n", "--part", "Content-Type: application/pidf+xml", "", "<presence/>", "--part--");

    var outgoing = exchange.phone(alice.credentials()).call(Invite.to("15").offering(place));
    first.awaitCall();

    outgoing.cancel();
    exchange.record();
  }

  @Test
  void aPhoneThatSaysItselfWhereItStandsIsHeard() {
    route(town.trunk("127.0.0.21", first.address().getPort()), null, null, null, 1, false);
    var body =
        String.join(
            "\r\n",
            "--part",
            "Content-Type: application/pidf+xml",
            "Content-ID: <place@phone>",
            "",
            "<presence/>",
            "--part",
            "Content-Type: application/sdp",
            "",
            "v=0",
            "o=- 1 1 IN IP4 %h",
            "s=-",
            "c=IN IP4 %h",
            "t=0 0",
            "m=audio %p RTP/AVP 8",
            "",
            "--part--",
            "");

    var outgoing = exchange.phone(alice.credentials()).call(Invite.to("15").offering(body));
    var incoming = first.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  @Test
  void aCarrierThatStumblesOverTheLocationIsCalledAgainWithoutIt() {
    var trunk = town.trunk("127.0.0.21", first.address().getPort());
    route(trunk, null, null, null, 10, true);
    stands(LOCATION);

    var outgoing = exchange.phone(alice.credentials()).call("18");
    var confused = first.awaitCall();
    assertThat(confused.request().find("Geolocation")).isPresent();
    confused.reject("415 Unsupported Media Type");
    var incoming = first.awaitCall().answer();

    assertThat(incoming.request().find("Geolocation")).isEmpty();
    assertThat(incoming.request().header("Content-Type")).isEqualTo("application/sdp");
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    new Conversation(outgoing, incoming).end();
    exchange.record();
  }

  @Test
  void theOrganisationHearsOfItAtOnceAndWhereItIs() {
    route(town.trunk("127.0.0.21", first.address().getPort()), null, null, null, 1, false);
    stands(LOCATION);

    var outgoing = exchange.phone(alice.credentials()).call("17");
    var incoming = first.awaitCall().ring();
    Waiting.until("the event is there", () -> !called().isEmpty());

    var told = called().getFirst().data();
    assertThat(told.getString("service_code")).isEqualTo("17");
    assertThat(told.getString("user_id")).isEqualTo(alice.userId());
    assertThat(told.getString("device_id")).startsWith("dev_");
    assertThat(told.getJsonObject("location").getString("city")).isEqualTo("Paris");
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    new Conversation(outgoing, incoming).end();
    exchange.record();
  }

  @Test
  void whoeverGivesUpIsNotCalledForBySomebodyElse() {
    route(town.trunk("127.0.0.21", first.address().getPort()), null, null, null, 1, false);
    route(town.trunk("127.0.0.22", second.address().getPort()), null, null, null, 2, false);

    var outgoing = exchange.phone(alice.credentials()).call("112");
    first.awaitCall().ring();
    outgoing.awaitStatus(180);
    outgoing.cancel();

    assertThat(outgoing.awaitRefused().status()).isEqualTo(487);
    assertThat(exchange.record().legs()).hasSize(2);
  }

  private List<Event> called() {
    return new EventStore(Ground.database())
        .after(town.organisation(), 0, 100).stream()
            .filter(event -> event.type().equals("emergency.called"))
            .toList();
  }

  /** Alice's device stands there. */
  private void stands(String location) {
    Ground.database()
        .in(
            town.organisation(),
            tx ->
                tx.update(
                    """
                    update device set location = $2, location_confirmed_at = now()
                     where user_id = $1
                    """,
                    alice.userId(),
                    new JsonObject(location)));
  }

  private static void route(
      String trunk,
      String service,
      String department,
      String number,
      int priority,
      boolean location) {
    route("FR", trunk, service, department, number, priority, location);
  }

  private static void route(
      String country,
      String trunk,
      String service,
      String department,
      String number,
      int priority,
      boolean location) {
    Ground.database()
        .asOperator(
            tx ->
                tx.update(
                    """
                    insert into emergency_route
                      (id, trunk_id, country, service_code, department, number, priority, location)
                    values ($1, $2, $3, $4, $5, $6, $7, $8)
                    """,
                    Id.next("emr"),
                    trunk,
                    country,
                    service,
                    department,
                    number,
                    priority,
                    location));
  }

  /** The elements of the civic address, as an XML parser that is not ours reads them. */
  private static List<String> civic(String body) throws Exception {
    var xml = body.substring(body.indexOf("<?xml"), body.indexOf("</presence>") + 11);
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    var document =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    var found =
        document
            .getElementsByTagNameNS(
                "urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr", "civicAddress")
            .item(0)
            .getChildNodes();
    return Stream.iterate(0, i -> i < found.getLength(), i -> i + 1)
        .map(found::item)
        .filter(node -> node.getLocalName() != null)
        .map(node -> node.getLocalName() + '=' + node.getTextContent())
        .toList();
  }
}
