package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import org.junit.jupiter.api.Test;

/** How much sound a packet holds is what its receiver wants, whether the sender heeds it or not. */
class PacketTimeTest extends Telephony {
  private static final String DESCRIPTION =
      """
      v=0
      o=phone 1 %v IN %f %h
      s=-
      c=IN %f %h
      t=0 0
      m=audio %p RTP/AVP 8 101
      a=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-16
      {wishes}a=%d
      """;

  /** Of who is called. */
  private TestPhone desk;

  @Test
  void whatOnePartyWantsIsPutToTheOther() {
    var outgoing = calls("a=ptime:30\n");
    var incoming = desk.awaitCall();
    assertThat(incoming.request().body()).contains("a=ptime:30\r\n").doesNotContain("maxptime");

    incoming.answer(describing("a=ptime:40\na=maxptime:60\n"));

    var answer = outgoing.awaitStatus(200).body();
    assertThat(answer).contains("a=ptime:40\r\n").contains("a=maxptime:60\r\n");
    incoming.awaitAnswered();
    end(outgoing, incoming);
  }

  @Test
  void whoSaysNothingOfItIsAnsweredItsOwnWish() {
    var outgoing = calls("a=ptime:30\n");
    var incoming = desk.awaitCall();

    incoming.answer(describing(""));

    assertThat(outgoing.awaitStatus(200).body()).contains("a=ptime:30\r\n");
    incoming.awaitAnswered();
    end(outgoing, incoming);
  }

  /** The phone of who calls sends 20 ms whatever it is asked for, as many do. */
  @Test
  void packetsAreCutForWhoWantsOthers() {
    var outgoing = calls("a=ptime:20\n");
    var incoming = desk.awaitCall();
    incoming.answer(describing("a=ptime:40\n"));
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    outgoing.say(Sound.tone(440, 10_000));
    incoming.awaitHeard(200);
    incoming.forget();

    var heard = incoming.awaitHeard(1_000);

    assertThat(heard.share(440)).isGreaterThan(0.9);
    assertThat(incoming.packetsHeard()).isBetween(24L, 30L);
    outgoing.press("17#");
    assertThat(incoming.awaitKeys(3)).isEqualTo("17#");
    end(outgoing, incoming);
    var record = exchange.record();
    assertThat(record.legs()).allSatisfy(l -> assertThat(l.notes()).doesNotContain("transcoded"));
  }

  /** A re-INVITE tells what a party wants now: it is passed on, and kept. */
  @Test
  void whatIsWantedLaterHoldsFromThen() {
    var outgoing = calls("a=ptime:20\n");
    var incoming = desk.awaitCall();
    incoming.answer(describing("a=ptime:20\n"));
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    var again = outgoing.inDialog("INVITE");
    var wishes = outgoing.sdp().replace("a=sendrecv", "a=ptime:60\r\na=sendrecv");
    var answer = outgoing.exchange(again.withBody("application/sdp", wishes));
    incoming.say(Sound.tone(620, 10_000));
    outgoing.awaitHeard(300);
    outgoing.forget();

    assertThat(answer.body()).contains("a=ptime:20\r\n");
    assertThat(outgoing.awaitHeard(1_200).share(620)).isGreaterThan(0.9);
    assertThat(outgoing.packetsHeard()).isBetween(19L, 24L);
    end(outgoing, incoming);
  }

  private PhoneCall calls(String wishes) {
    desk = exchange.phone(bob.credentials());
    return exchange.phone(alice.credentials()).call(Invite.to("102").offering(describing(wishes)));
  }

  private static String describing(String wishes) {
    return DESCRIPTION.replace("{wishes}", wishes);
  }

  private static void end(PhoneCall outgoing, PhoneCall incoming) {
    outgoing.hangUp();
    incoming.awaitEnded();
  }
}
