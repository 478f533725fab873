package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import org.junit.jupiter.api.Test;

/** Sessions that are kept alive, or found dead (RFC 4028), by a clock that goes 20 times faster. */
class SessionTest extends Telephony {
  SessionTest() {
    super(new Exchange(Exchange.Plan.USUAL.speed(20)));
  }

  @Test
  void bothLegsHaveSessionsThatExpire() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call(timed("600;refresher=uac"));
    var incoming = bobs.awaitCall().answer();
    var answer = outgoing.awaitStatus(200);
    incoming.awaitAnswered();

    assertThat(answer.header("Session-Expires")).isEqualTo("600;refresher=uac");
    assertThat(answer.header("Require")).isEqualTo("timer");
    assertThat(incoming.request().header("Session-Expires")).isEqualTo("1800");
    assertThat(incoming.request().header("Min-SE")).isEqualTo("90");
    outgoing.hangUp();
    incoming.awaitEnded();
    exchange.record();
  }

  @Test
  void aSessionThatWouldBeTooBriefIsRefused() {
    var outgoing = exchange.phone(alice.credentials()).call(timed("30"));

    var refusal = outgoing.awaitRefused();

    assertThat(refusal.status()).isEqualTo(422);
    assertThat(refusal.header("Min-SE")).isEqualTo("90");
  }

  @Test
  void aPhoneThatWantsALongerSessionGetsIt() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();
    tooBrief(incoming, 2_000);
    var again = incoming.awaitRequest("INVITE");

    assertThat(again.header("Session-Expires")).isEqualTo("2000");
    assertThat(again.header("Min-SE")).isEqualTo("2000");
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    outgoing.hangUp();
    incoming.awaitEnded();
    exchange.record();
  }

  @Test
  void aPhoneThatIsNeverContentIsLeftAlone() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();
    tooBrief(incoming, 2_000);
    incoming.awaitRequest("INVITE");
    tooBrief(incoming, 2_000);

    assertThat(outgoing.awaitRefused().status()).isEqualTo(502);
    exchange.record();
  }

  @Test
  void aSessionThatIsOursToKeepAliveIsRefreshedByUpdate() {
    var conversation = timedConversation("90;refresher=uas");

    var refresh = conversation.caller().awaitRequest("UPDATE");

    assertThat(refresh.header("Session-Expires")).startsWith("90");
    assertThat(refresh.body()).isEmpty();
    assertThat(conversation.caller().awaitRequest("UPDATE").sequence())
        .isGreaterThan(refresh.sequence());
    goOn(conversation);
  }

  @Test
  void whereUpdateIsNotKnownItIsRefreshedByInvite() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();
    incoming.respond(
        incoming
            .response("200 OK")
            .with("Session-Expires", "90;refresher=uac")
            .withBody("application/sdp", incoming.sdp()));
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    var refresh = incoming.awaitRequest("INVITE");
    incoming.awaitRequest("ACK");

    assertThat(refresh.header("Session-Expires")).startsWith("90");
    assertThat(refresh.body()).contains("PCMA", "a=sendrecv");
    assertThat(incoming.awaitRequest("INVITE").sequence()).isGreaterThan(refresh.sequence());
    incoming.awaitRequest("ACK");
    goOn(new Conversation(outgoing, incoming));
  }

  @Test
  void aPhoneThatRefreshesInTimeIsKept() {
    var conversation = timedConversation("90;refresher=uac");
    var caller = conversation.caller();

    for (int i = 0; i < 3; i++) {
      caller.forget();
      caller.awaitHeard(1_500);
      var update = caller.inDialog("UPDATE").with("Supported", "timer");
      var answer = caller.exchange(update.with("Session-Expires", "90;refresher=uac"));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Session-Expires")).isEqualTo("90;refresher=uac");
    }

    goOn(conversation);
  }

  @Test
  void aPhoneThatDoesNotRefreshInTimeIsTakenForGone() {
    var conversation = timedConversation("90;refresher=uac");

    conversation.called().awaitEnded();
    conversation.caller().awaitEnded();

    assertThat(exchange.record().cause()).contains(HangupCause.SESSION_EXPIRED);
  }

  /** 180 s at twenty times the speed: to be refreshed after 4.5 s, over after 9 s. */
  @Test
  void aPhoneThatIsAwayWhenItsSessionIsToBeRefreshedMayComeBack() {
    var alices = exchange.tcpPhone(alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var conversation = Conversation.between(alices, bobs, timed("180;refresher=uas"));
    alices.disconnect();
    conversation.caller().awaitHeard(5_000);

    alices.reconnect();
    alices.register();

    conversation.caller().awaitRequest("UPDATE");
    goOn(conversation);
  }

  @Test
  void aPhoneThatKnowsNothingOfItsSessionAnyMoreIsGone() {
    var conversation = timedConversation("90;refresher=uas");
    conversation.caller().refuseOffers("481 Call/Transaction Does Not Exist");

    conversation.called().awaitEnded();

    assertThat(exchange.record().cause()).contains(HangupCause.SESSION_EXPIRED);
  }

  @Test
  void aRefreshThatIsTooBriefIsRefused() {
    var conversation = conversation();
    var caller = conversation.caller();
    var update = caller.inDialog("UPDATE").with("Supported", "timer");

    var answer = caller.exchange(update.with("Session-Expires", "10"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Min-SE")).isEqualTo("90");
    goOn(conversation);
  }

  private static Invite timed(String expires) {
    return Invite.to("102").with("Supported", "timer").with("Session-Expires", expires);
  }

  private static void tooBrief(PhoneCall call, int least) {
    call.respond(
        call.response("422 Session Interval Too Small").with("Min-SE", Integer.toString(least)));
  }

  private Conversation timedConversation(String expires) {
    return Conversation.between(
        exchange.phone(alice.credentials()), exchange.phone(bob.credentials()), timed(expires));
  }

  private void goOn(Conversation conversation) {
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }
}
