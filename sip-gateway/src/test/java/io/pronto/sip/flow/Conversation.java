package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;

/** Two phones that talk. */
record Conversation(PhoneCall caller, PhoneCall called) {
  /** Calls {@code dialled} from one phone, which the other answers. */
  static Conversation between(TestPhone from, TestPhone to, String dialled) {
    return between(from, to, Invite.to(dialled));
  }

  /** Sends {@code invite} from one phone, which the other answers. */
  static Conversation between(TestPhone from, TestPhone to, Invite invite) {
    var outgoing = from.call(invite);
    var incoming = to.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    return new Conversation(outgoing, incoming);
  }

  /** Both speak, and each hears the other. */
  void hearEachOther() {
    CallTest.hearEachOther(caller, called);
  }

  /** One speaks, the other hears it, and nothing comes back. */
  static void hearsNothing(PhoneCall deaf, PhoneCall other) {
    deaf.forget();
    other.forget();
    deaf.say(Sound.tone(440, 600));
    other.say(Sound.tone(1_000, 600));
    other.awaitHeard(500);
    assertThat(deaf.packetsHeard()).isZero();
  }

  /** The caller hangs up. */
  void end() {
    caller.hangUp();
    called.awaitEnded();
  }
}
