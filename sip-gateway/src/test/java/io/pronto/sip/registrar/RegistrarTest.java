package io.pronto.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.live.Binding;
import io.pronto.core.live.OwnRedis;
import io.pronto.sip.phone.Asking;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.TestPhone;
import io.pronto.sip.registrar.Site.Plan;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device may say of itself, and what it is told. */
class RegistrarTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<Site> sites = new ArrayList<>();
  private final Credentials desk = Site.device();
  private long sequence = 1;

  @AfterEach
  void close() {
    sites.forEach(Site::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aPhoneRegistersOverUdp(String host) throws Exception {
    var site = site(Plan.usual().hosts(host));
    var phone = site.kept(TestPhone.udp(site.at(host), desk));

    phone.register();

    assertThat(only(site).transport()).isEqualTo("udp");
    assertThat(Target.of(only(site)).flows(site.stack))
        .containsExactly(new Flow(Transport.UDP, site.at(host), phone.address(), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aPhoneRegistersOverTcp(String host) throws Exception {
    var site = site(Plan.usual().hosts(host));
    var phone = site.kept(TestPhone.tcp(site.at(host), desk));

    phone.register();

    assertThat(only(site).transport()).isEqualTo("tcp");
    assertThat(Target.of(only(site)).flows(site.stack).getFirst())
        .isEqualTo(new Flow(Transport.TCP, site.at(host), phone.address(), false));
  }

  @Test
  void itIsToldAllItsBindingsAndTheirTime() {
    var phone = usual().udp(desk);
    ask(phone, Asking.register(phone, "a", 1, List.of("<sip:a@192.0.2.1>;expires=600")));

    var answer = ask(phone, Asking.register(phone, "b", 1, List.of("<sip:b@192.0.2.2:5070>")));

    assertThat(answer.header("Contact"))
        .containsPattern("<sip:a@192\\.0\\.2\\.1>;expires=(600|599)")
        .containsPattern("<sip:b@192\\.0\\.2\\.2:5070>;expires=3600");
  }

  @Test
  void whoOnlyAsksChangesNothing() {
    var site = usual();
    var phone = site.udp(desk);
    phone.register();
    var before = site.registrations.of(Site.nameOf(desk));

    var answer = ask(phone, Asking.register(phone, "question", 1, List.of()));

    assertThat(answer.header("Contact")).contains(";expires=").contains("+sip.instance=\"<urn:");
    assertThat(site.registrations.of(Site.nameOf(desk))).isEqualTo(before);
  }

  @Test
  void whoUnregistersIsGone() {
    var site = usual();
    var phone = site.udp(desk);
    phone.register();

    var answer = phone.register(Duration.ZERO);

    assertThat(answer.find("Contact")).isEmpty();
    assertThat(site.registrations.of(Site.nameOf(desk))).isEmpty();
  }

  @Test
  void aTimeTooShortIsRefusedWithTheShortestThereIs() {
    var site = usual();
    var phone = site.udp(desk);

    var answer = phone.tryToRegister(Duration.ofSeconds(59));

    assertThat(answer.status()).isEqualTo(423);
    assertThat(answer.header("Min-Expires")).isEqualTo("60");
    assertThat(site.registrations.of(Site.nameOf(desk))).isEmpty();
    assertThat(phone.register(Duration.ofSeconds(60)).header("Contact")).contains("expires=60");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {";expires=86400", ";expires=4294967295", ";expires=soon", ";expires=\"\"", ""})
  void aTimeTooLongOrUnsaidIsAnHour(String parameter) {
    var phone = usual().udp(desk);

    var answer = register(phone, "<sip:a@192.0.2.1>" + parameter);

    assertThat(answer.header("Contact")).contains("expires=3600");
  }

  @Test
  void aStarEndsAllBindings() {
    var site = usual();
    var phone = site.udp(desk);
    register(phone, "<sip:a@192.0.2.1>", "<sip:b@192.0.2.2>");

    var answer = ask(phone, all(phone, "*").with("Expires", "0"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.find("Contact")).isEmpty();
    assertThat(site.registrations.of(Site.nameOf(desk))).isEmpty();
  }

  @Test
  void aStarIsNothingElse() {
    var site = usual();
    var phone = site.udp(desk);
    register(phone, "<sip:a@192.0.2.1>");

    assertThat(ask(phone, all(phone, "*")).status()).isEqualTo(400);
    assertThat(ask(phone, all(phone, "*").with("Expires", "60")).status()).isEqualTo(400);
    assertThat(ask(phone, all(phone, "*", "<sip:a@192.0.2.1>").with("Expires", "0")).status())
        .isEqualTo(400);
    assertThat(site.registrations.of(Site.nameOf(desk))).hasSize(1);
  }

  @Test
  void anInstanceThatMovedLeavesNothingBehind() {
    var site = usual();
    var phone = site.udp(desk);

    for (int port = 5061; port < 5065; port++) {
      register(phone, "<sip:a@192.0.2.1:" + port + ">;+sip.instance=\"<urn:uuid:1>\"");
    }
    register(phone, "<sip:a@192.0.2.1:5070>;+sip.instance=\"<urn:uuid:2>\"");

    assertThat(site.registrations.of(Site.nameOf(desk)))
        .extracting(Binding::contact)
        .containsExactlyInAnyOrder("sip:a@192.0.2.1:5064", "sip:a@192.0.2.1:5070");
  }

  @Test
  void anInstanceWithTwoFlowsHasTwoBindings() {
    var site = usual();
    var phone = site.udp(desk);
    var outbound = "<sip:a@192.0.2.1:%d>;+sip.instance=\"<urn:uuid:1>\";reg-id=%d";

    ask(phone, all(phone, outbound.formatted(5061, 1)).with("Supported", "outbound, path"));
    var answer =
        ask(phone, all(phone, outbound.formatted(5062, 2)).with("Supported", "outbound, path"));

    assertThat(site.registrations.of(Site.nameOf(desk))).hasSize(2);
    assertThat(answer.header("Require")).isEqualTo("outbound");
    assertThat(answer.header("Contact")).contains("reg-id=1").contains("reg-id=2");
  }

  @Test
  void aFlowOfItsOwnNeedsAProxyThatKeepsIt() {
    var phone = usual().udp(desk);
    var contact = "<sip:a@192.0.2.1>;+sip.instance=\"<urn:uuid:1>\";reg-id=1";
    var forgotten = all(phone, contact).with("Supported", "outbound, path");
    var kept =
        all(phone, contact)
            .with("Supported", "outbound, path")
            .with("Path", "<sip:edge.example.com;lr;ob>");

    assertThat(throughAProxy(phone, forgotten).status()).isEqualTo(439);
    assertThat(throughAProxy(phone, kept).status()).isEqualTo(200);
  }

  @Test
  void theSameContactInOtherLettersIsTheSame() {
    var site = usual();
    var phone = site.udp(desk);

    register(phone, "<sip:a@Phone.example.com;transport=TCP>");
    register(phone, "<sip:a@phone.EXAMPLE.com;transport=tcp>");
    register(phone, "<sip:A@phone.example.com;transport=tcp>");

    assertThat(site.registrations.of(Site.nameOf(desk))).hasSize(2);
  }

  @Test
  void whoeverWouldExpireFirstGivesWayWhenThereAreTooMany() {
    var site = site(Plan.usual().most(3));
    var phone = site.udp(desk);

    for (int i = 1; i <= 4; i++) {
      register(phone, "<sip:a@192.0.2." + i + ">;expires=" + (100 + i));
    }

    assertThat(site.registrations.of(Site.nameOf(desk)))
        .extracting(Binding::contact)
        .containsExactlyInAnyOrder("sip:a@192.0.2.2", "sip:a@192.0.2.3", "sip:a@192.0.2.4");
  }

  @Test
  void whatComesOutOfOrderChangesNothing() {
    var site = usual();
    var phone = site.udp(desk);
    ask(phone, Asking.register(phone, "same", 10, List.of("<sip:a@192.0.2.1>")));

    var late =
        ask(phone, Asking.register(phone, "same", 5, List.of("<sip:a@192.0.2.1>;expires=0")));
    var star = Asking.register(phone, "same", 7, List.of("*")).with("Expires", "0");

    assertThat(late.status()).isEqualTo(500);
    assertThat(ask(phone, star).status()).isEqualTo(500);
    assertThat(site.registrations.of(Site.nameOf(desk))).hasSize(1);
    var other = Asking.register(phone, "other", 1, List.of("<sip:a@192.0.2.1>;expires=0"));
    assertThat(ask(phone, other).status()).isEqualTo(200);
    assertThat(site.registrations.of(Site.nameOf(desk))).isEmpty();
  }

  @Test
  void aContactThatCannotBeCalledIsRefused() {
    var site = usual();
    var phone = site.udp(desk);

    assertThat(register(phone, "<tel:+33123456789>").status()).isEqualTo(400);
    assertThat(register(phone, "<mailto:a@example.com>").status()).isEqualTo(400);
    assertThat(register(phone, "<sip:a@192.0.2.1:99999>").status()).isEqualTo(400);
    assertThat(register(phone, "<sips:a@192.0.2.1>").status()).isEqualTo(416);
    assertThat(register(phone, "<sip:a@192.0.2.1>", "<tel:112>").status()).isEqualTo(400);
    assertThat(register(phone, "<sip:" + "a".repeat(2_000) + "@192.0.2.1>").status())
        .isEqualTo(400);
    assertThat(site.registrations.of(Site.nameOf(desk))).isEmpty();
  }

  @Test
  void whatIsRequiredAndNotKnownIsNamed() {
    var phone = usual().udp(desk);

    var answer = ask(phone, all(phone, "<sip:a@192.0.2.1>").with("Require", "teleport"));

    assertThat(answer.status()).isEqualTo(420);
    assertThat(answer.header("Unsupported")).isEqualTo("teleport");
  }

  @Test
  void nobodyRegistersForAnother() {
    var organisation = Ground.organisation();
    var mine = Site.device(organisation, "201-desk");
    var yours = Site.device(organisation, "202-desk");
    var site = usual();
    var phone = site.udp(mine);
    var foreign = "<sip:202-desk@" + mine.domain() + ">";

    var answer = ask(phone, all(phone, "<sip:a@192.0.2.1>").without("To").with("To", foreign));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(site.registrations.of(Site.nameOf(yours))).isEmpty();
  }

  @Test
  void aPathIsKeptAndTaken() throws Exception {
    var site = usual();
    var phone = site.udp(desk);
    var request =
        all(phone, "<sip:a@192.0.2.1>")
            .with("Supported", "path")
            .with("Path", "<sip:127.0.0.1:6001;lr>, <sip:p2.example.com;lr>");

    var answer = ask(phone, request);

    assertThat(answer.header("Path")).isEqualTo("<sip:127.0.0.1:6001;lr>,<sip:p2.example.com;lr>");
    var target = Target.of(only(site));
    assertThat(target.flows(site.stack).getFirst().source()).isEqualTo("127.0.0.1:6001");
    assertThat(target.uri().toString()).isEqualTo("sip:a@192.0.2.1");
  }

  @Test
  void aPhoneBehindANatIsReachedWhereItSpokeFrom() throws Exception {
    var site = usual();
    var phone = site.udp(desk);

    register(phone, "<sip:a@192.168.1.10:5060>");

    assertThat(Target.of(only(site)).flows(site.stack))
        .extracting(Flow::remote)
        .containsExactly(phone.address());
    assertThat(Target.of(only(site)).uri().toString()).isEqualTo("sip:a@192.168.1.10:5060");
  }

  @Test
  void aPhoneWithoutRportAndNatIsReachedWhereItsContactSays() throws Exception {
    var site = usual();
    var phone = site.udp(desk);
    var first = phone.exchange(all(phone, "<sip:a@127.0.0.1:6002>"));
    var answering = Asking.answering(phone, first, all(phone, "<sip:a@127.0.0.1:6002>"));
    var via = answering.header("Via").replace(";rport", "");

    phone.exchange(answering.without("Via").with("Via", via));

    assertThat(Target.of(only(site)).flows(site.stack).getFirst().remote().getPort())
        .isEqualTo(6002);
  }

  @Test
  void aRestartLosesNoneOfThem() {
    var organisation = Ground.organisation();
    var plan = Plan.usual();
    var before = site(plan);
    var devices =
        IntStream.range(0, 30).mapToObj(i -> Site.device(organisation, "phone-" + i)).toList();
    for (var device : devices) {
      (device.username().endsWith("0") ? before.tcp(device) : before.udp(device)).register();
    }
    var domain = devices.getFirst().domain();
    var known = before.registrations.in(domain, 100);
    before.close();

    var after = site(plan);

    assertThat(known).hasSize(30);
    assertThat(after.registrations.in(domain, 100).equals(known)).isTrue();
    Site.await(() -> after.registrations.own().containsAll(known));
  }

  @Test
  void whileRedisIsAwayNobodyRegistersAndWhoIsKnownIsFound() {
    var redis = OwnRedis.start();
    try {
      var site = site(Plan.usual().redis(redis.url()));
      var phone = site.udp(desk);
      phone.register();

      redis.stop();

      var answer = phone.tryToRegister(HOUR);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isNotBlank();
      assertThat(site.registrations.of(Site.nameOf(desk))).hasSize(1);

      redis.startAgain();
      Site.await(site.redis::reachable);
      phone.register();
    } finally {
      redis.stop();
    }
  }

  /** {@code request} as it comes when a proxy has passed it on. */
  private static SipMessage throughAProxy(TestPhone phone, SipMessage request) {
    var inner = "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKinner";
    var challenge = phone.exchange(request.with("Via", inner));
    return phone.exchange(Asking.answering(phone, challenge, request).with("Via", inner));
  }

  private SipMessage register(TestPhone phone, String... contacts) {
    return ask(phone, all(phone, contacts));
  }

  private SipMessage all(TestPhone phone, String... contacts) {
    sequence += 2;
    return Asking.register(phone, "test@phone", sequence, List.of(contacts));
  }

  private static SipMessage ask(TestPhone phone, SipMessage request) {
    return Asking.ask(phone, request);
  }

  private Binding only(Site site) {
    var bindings = site.registrations.of(Site.nameOf(desk));
    assertThat(bindings).hasSize(1);
    return bindings.getFirst();
  }

  private Site usual() {
    return site(Plan.usual());
  }

  private Site site(Plan plan) {
    var site = new Site(plan);
    sites.add(site);
    return site;
  }
}
