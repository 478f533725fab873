package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.PhoneCall;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hold and resume, by whom and however they are asked for. */
class HoldTest extends Telephony {
  private Conversation conversation;

  HoldTest() {
    super(new Exchange(Exchange.Plan.USUAL.silence(Duration.ofSeconds(2))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoHoldsHearsNothingAndWhoIsHeldHearsMusicUntilBothTalkAgain(boolean caller) {
    conversation = conversation();
    var holder = caller ? conversation.caller() : conversation.called();
    var held = caller ? conversation.called() : conversation.caller();

    holder.hold();
    assertThat(direction(held.awaitRequest("INVITE").body())).isEqualTo("sendonly");
    Conversation.hearsNothing(holder, held);
    holder.resume();

    talkAndEnd();
  }

  @ParameterizedTest
  @CsvSource({
    "sendonly, sendonly, recvonly",
    "inactive, sendonly, inactive",
    "recvonly, recvonly, sendonly"
  })
  void everyDirectionIsPutToTheOtherPartyWhoIsToHearMusicAtLeast(
      String asked, String put, String answered) {
    conversation = conversation();
    var caller = conversation.caller();

    var answer = caller.reinvite(asked);

    assertThat(direction(answer.body())).isEqualTo(answered);
    assertThat(direction(conversation.called().awaitRequest("INVITE").body())).isEqualTo(put);
    caller.resume();
    talkAndEnd();
  }

  @Test
  void theOldHoldByAddressIsAHold() {
    conversation = conversation();
    var caller = conversation.caller();
    var zero = caller.sdp().replaceAll("c=IN IP4 \\S+", "c=IN IP4 0.0.0.0");

    var answer = caller.exchange(caller.inDialog("INVITE").withBody("application/sdp", zero));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(direction(conversation.called().awaitRequest("INVITE").body()))
        .isEqualTo("sendonly");
    Conversation.hearsNothing(caller, conversation.called());
    caller.resume();
    talkAndEnd();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inactive", "sendonly"})
  void aHoldThatLastsLongerThanSilenceMayIsNoEnd(String direction) {
    conversation = conversation();
    conversation.caller().silence(); // a phone without music
    conversation.caller().reinvite(direction);
    conversation.caller().forget();
    var marker = conversation();

    for (int second = 0; second < 3; second++) {
      marker.hearEachOther();
    }
    marker.end();
    conversation.caller().speak();
    conversation.caller().resume();

    exchange.record();
    talkAndEnd();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothMayHoldAndTalkAgainOnceBothHaveResumed(boolean callerFirst) {
    conversation = conversation();
    conversation.caller().hold();
    conversation.called().hold();
    conversation.caller().forget();
    conversation.called().forget();

    var first = callerFirst ? conversation.caller() : conversation.called();
    var second = callerFirst ? conversation.called() : conversation.caller();
    first.resume();
    second.resume();

    assertThat(direction(second.sdp())).isEqualTo("sendrecv");
    talkAndEnd();
  }

  @Test
  void aHoldThatTheOtherPhoneRefusesIsStillAHold() {
    conversation = conversation();
    conversation.called().refuseOffers("488 Not Acceptable Here");

    conversation.caller().hold();
    Conversation.hearsNothing(conversation.caller(), conversation.called());
    conversation.called().acceptOffers();
    conversation.caller().resume();

    talkAndEnd();
  }

  @Test
  void anotherCodecReachesTheOtherParty() throws Exception {
    conversation = conversation();
    var caller = conversation.caller();
    var wideband = caller.sdp().replace("RTP/AVP 8 0 101", "RTP/AVP 0 101");

    var answer = caller.exchange(caller.inDialog("INVITE").withBody("application/sdp", wideband));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("PCMU").doesNotContain("PCMA");
    assertThat(conversation.called().awaitRequest("INVITE").body()).contains("RTP/AVP 0 8 ");
    conversation.end();
    exchange.record();
  }

  @Test
  void aCodecThatTheOtherPartyRefusesIsRefusedAndTheCallGoesOn() {
    conversation = conversation();
    var caller = conversation.caller();
    conversation.called().refuseOffers("488 Not Acceptable Here");
    var other =
        caller.sdp().replace("RTP/AVP 8 0 101", "RTP/AVP 18").replaceAll("a=rtpmap:\\d.*\r\n", "");

    var answer = caller.exchange(caller.inDialog("INVITE").withBody("application/sdp", other));

    assertThat(answer.status()).isEqualTo(488);
    conversation.called().acceptOffers();
    talkAndEnd();
  }

  @Test
  void anUpdateHoldsToo() {
    conversation = conversation();
    var caller = conversation.caller();
    var held = caller.sdp().replace("a=sendrecv", "a=sendonly");

    var answer = caller.exchange(caller.inDialog("UPDATE").withBody("application/sdp", held));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(direction(answer.body())).isEqualTo("recvonly");
    assertThat(direction(conversation.called().awaitRequest("INVITE").body()))
        .isEqualTo("sendonly");
    caller.resume();
    talkAndEnd();
  }

  @Test
  void anUpdateWithoutADescriptionChangesNothing() {
    conversation = conversation();
    PhoneCall caller = conversation.caller();

    var answer = caller.exchange(caller.inDialog("UPDATE"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    talkAndEnd();
  }

  private void talkAndEnd() {
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  static String direction(String sdp) {
    return io.pronto.sip.phone.Sdp.parse(sdp).direction();
  }
}
