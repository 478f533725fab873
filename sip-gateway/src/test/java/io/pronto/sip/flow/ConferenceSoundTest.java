package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.HangupCause;
import io.pronto.core.conference.Conference;
import io.pronto.core.conference.ConferenceStore;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done about a party of a conference that is not heard any more. */
class ConferenceSoundTest extends Telephony {
  private static final String ROOM = "800";
  private static final int PCMA = 8;
  private static final String OFFER =
      """
      v=0
      o=phone 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio %d RTP/AVP 8
      """;

  ConferenceSoundTest() {
    super(new Exchange(Exchange.Plan.USUAL.silence(Duration.ofSeconds(30))));
  }

  @BeforeEach
  void open() {
    new ConferenceStore(Ground.database())
        .create(
            town.organisation(),
            id ->
                new Conference(
                    id,
                    town.organisation(),
                    "Monday",
                    ROOM,
                    25,
                    false,
                    false,
                    Conference.Pins.NONE,
                    Instant.now()));
  }

  @Test
  void itsSessionIsPutToItAgainOnceAndItIsHeardThen() {
    var ann = exchange.phone(alice.credentials()).call(Invite.to(ROOM));
    ann.awaitAnswered();
    var bert = exchange.phone(bob.credentials()).call(Invite.to(ROOM));
    bert.awaitAnswered();
    awaitMixed();

    ann.silence();
    ann.awaitRequest("INVITE");
    ann.speak();

    bert.forget();
    ann.say(Sound.tone(1_000, 2_500));
    assertThat(bert.awaitHeard(2_000).share(1_000)).isGreaterThan(0.2);
    hangUp(ann, bert);
  }

  @Test
  void whereItsNatBeginsAnotherMappingItIsFollowed() throws IOException {
    try (var before = new RtpSocket();
        var after = new RtpSocket()) {
      var offer = OFFER.replace("\n", "\r\n").formatted(before.port());
      var ann = exchange.phone(alice.credentials()).call(Invite.to(ROOM).offering(offer));
      var ours = RtpSocket.addressIn(ann.awaitStatus(200).body());
      ann.silence();
      ann.ignoreOffers();
      before.send(ours, PCMA);
      var bert = exchange.phone(bob.credentials()).call(Invite.to(ROOM));
      bert.awaitAnswered();
      awaitMixed();

      after.sendUntilHeard(ours, PCMA, after, PCMA);

      hangUp(bert);
      ann.hangUp();
      assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
    }
  }

  private void awaitMixed() {
    Waiting.until("both are among the others", () -> exchange.mixed() == 2);
  }

  private void hangUp(PhoneCall... calls) {
    for (var call : calls) {
      call.hangUp();
      assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
    }
  }
}
