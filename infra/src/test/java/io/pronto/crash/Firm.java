package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.bench.Api;
import io.pronto.bench.Company;
import io.pronto.core.Waiting;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * A company that a node serves: people with a phone and a number each, whose calls are recorded
 * without a notice, and the carrier that calls them.
 */
final class Firm implements AutoCloseable {
  private final Node node;
  private final Company company;
  private final TestPhone carrier;
  private final List<Desk> desks = new ArrayList<>();

  /** Where somebody works. */
  record Desk(String number, String extension, TestPhone phone) {}

  private Firm(Node node, Node api) {
    this.node = node;
    this.carrier = TestPhone.carrier(node.sip(), outside());
    this.company =
        Company.found(
            api.http(),
            api.operator(),
            carrier.address().getAddress().getHostAddress(),
            carrier.address().getPort());
  }

  /** One of {@code people}, whose phones have registered with {@code node}. */
  static Firm at(Node node, int people) {
    return at(node, node, people);
  }

  /** The same where {@code api} answers over HTTP for {@code node}, which has the calls. */
  static Firm at(Node node, Node api, int people) {
    var firm = new Firm(node, api);
    for (int i = 0; i < people; i++) {
      firm.employ().phone().register();
    }
    return firm;
  }

  /** Somebody more, whose phone has not registered yet. */
  Desk employ() {
    var user = company.hire();
    var phone = company.equip(user);
    var number = company.rent(user);
    company.record(number, "all", false);
    var account = phone.account();
    var credentials = new Credentials(account.username(), account.password(), account.domain());
    desks.add(new Desk(number, phone.extension(), TestPhone.udp(node.sip(), credentials)));
    return desks.getLast();
  }

  List<Desk> desks() {
    return desks;
  }

  TestPhone carrier() {
    return carrier;
  }

  Api api() {
    return company.administrator();
  }

  /** Has the carrier call {@code desk}, who answers. */
  Talk talk(Desk desk) {
    var outgoing = carrier.call(Invite.to(desk.number()).from("+33612345678"));
    var incoming = desk.phone().awaitCall().ring().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    return new Talk(outgoing, incoming);
  }

  /**
   * What a list of the API holds, as soon as the API answers and the list is {@code count} long.
   */
  List<JsonObject> await(String path, int count) {
    Waiting.until(count + " at " + path, () -> isAsLong(path, count));
    return list(path);
  }

  /** What a list of the API holds. */
  List<JsonObject> list(String path) {
    return api().get(path).getJsonArray("data").stream().map(JsonObject.class::cast).toList();
  }

  /** A recording is there, opens in two channels, and has on each what was hummed there. */
  void opens(JsonObject recording) {
    holds(recording, 100);
  }

  /** The same, for {@code millis} at least. */
  void holds(JsonObject recording, int millis) {
    assertThat(recording.getString("state")).as(recording.encode()).isEqualTo("available");
    var path = "/v1/recordings/" + recording.getString("id") + "/audio";
    var sound = Playback.of(api().bytes(path));
    assertThat(Playback.millisOf(Talk.CALLER_TONE, sound.caller())).isGreaterThanOrEqualTo(millis);
    assertThat(Playback.millisOf(Talk.CALLED_TONE, sound.called())).isGreaterThanOrEqualTo(millis);
  }

  @Override
  public void close() {
    carrier.close();
    desks.forEach(desk -> desk.phone().close());
  }

  private boolean isAsLong(String path, int count) {
    try {
      return list(path).size() >= count;
    } catch (IllegalStateException refused) {
      assertThat(refused).hasMessageContaining("answered 503");
      return false;
    }
  }

  private static InetAddress outside() {
    try {
      return InetAddress.getByName("127.0.0.2");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
