package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.Sound;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Keys pressed by one party reach the other, however each sends them and wants them. */
class KeysTest extends Telephony {
  private static final String WITHOUT_EVENTS =
      """
      v=0
      o=phone 1 %v IN %f %h
      s=-
      c=IN %f %h
      t=0 0
      m=audio %p RTP/AVP 8
      a=%d
      """;

  private static final String OPUS =
      WITHOUT_EVENTS
          .replace("RTP/AVP 8\n", "RTP/AVP 111\n")
          .replace("a=%d\n", "a=rtpmap:111 opus/48000/2\na=%d\n");

  @Test
  void eventsReachWhoWantsEvents() {
    try (var talk = new Talk(conversation())) {
      talk.caller.press("12#");

      assertThat(talk.called.awaitKeys(3)).isEqualTo("12#");
    }
  }

  @Test
  void anInfoReachesWhoWantsEvents() {
    try (var talk = new Talk(conversation())) {
      talk.info("5");
      talk.info("11");

      assertThat(talk.called.awaitKeys(2)).isEqualTo("5#");
    }
  }

  @Test
  void tonesReachWhoWantsEvents() {
    try (var talk = new Talk(withoutEventsToCalled())) {
      talk.caller.say(Sound.keys("790", 80));

      assertThat(talk.called.awaitKeys(3)).isEqualTo("790");
    }
  }

  @Test
  void eventsReachWhoTakesInfoAlone() {
    try (var talk = new Talk(answeredWithoutEvents(true))) {
      talk.caller.press("4");

      var told = talk.called.awaitRequest("INFO");
      assertThat(told.header("Content-Type")).isEqualTo("application/dtmf-relay");
      assertThat(told.body()).contains("Signal=4\r\n");
    }
  }

  @Test
  void tonesReachWhoTakesInfoAndSpeaksNothingThatTheySurviveIn() {
    try (var talk = new Talk(withoutEventsToWhoTakesInfo(OPUS))) {
      talk.caller.say(Sound.keys("57", 80));

      assertThat(talk.called.awaitRequest("INFO").body()).contains("Signal=5\r\n");
      assertThat(talk.called.awaitRequest("INFO").body()).contains("Signal=7\r\n");
    }
  }

  @Test
  void whoHearsTonesIsNotToldOfThemAsWell() {
    try (var talk = new Talk(withoutEventsToWhoTakesInfo(WITHOUT_EVENTS))) {
      talk.called.awaitHeard(200);
      talk.called.forget();
      talk.caller.say(Sound.keys("8", 300));

      assertThat(talk.called.awaitHeard(1_000).share(852)).isGreaterThan(0.05);
      assertThat(talk.called.hasRequest("INFO")).isFalse();
    }
  }

  @Test
  void anInfoReachesWhoTakesInfoAloneAsItCame() {
    try (var talk = new Talk(answeredWithoutEvents(true))) {
      talk.info("D");

      assertThat(talk.called.awaitRequest("INFO").body()).isEqualTo("Signal=D\r\nDuration=160\r\n");
    }
  }

  @Test
  void eventsReachWhoKnowsNeitherAsTones() {
    try (var talk = new Talk(answeredWithoutEvents(false))) {
      talk.called.awaitHeard(200);
      talk.called.forget();
      talk.caller.press("8");

      var heard = talk.called.awaitHeard(500);
      assertThat(heard.share(852)).isGreaterThan(0.05);
      assertThat(heard.share(1336)).isGreaterThan(0.05);
    }
  }

  /** What is said goes on after a key as before it. */
  @Test
  void soundGoesOnAfterAKey() {
    try (var talk = new Talk(conversation())) {
      talk.info("1");
      talk.called.awaitKeys(1);

      talk.both.hearEachOther();
    }
  }

  /** However much of ours is logged: a key may be of a PIN or of a card. */
  @Test
  void noKeyIsLogged() {
    var log = (Logger) LoggerFactory.getLogger("io.pronto");
    var before = log.getLevel();
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.setLevel(Level.TRACE);
    log.addAppender(lines);
    try {
      try (var talk = new Talk(conversation())) {
        talk.caller.press("7395");
        talk.called.awaitKeys(4);
        talk.info("6");
        talk.called.awaitKeys(5);
      }
      exchange.record();
      try (var talk = new Talk(withoutEventsToCalled())) {
        talk.caller.say(Sound.keys("7395", 80));
        talk.called.awaitKeys(4);
      }
      exchange.record();
    } finally {
      log.detachAppender(lines);
      log.setLevel(before);
    }
    var phones = "io.pronto.sip.phone.";
    assertThat(lines.list).anyMatch(line -> line.getLoggerName().startsWith(phones));
    assertThat(lines.list)
        .filteredOn(line -> !line.getLoggerName().startsWith(phones))
        .extracting(line -> line.getFormattedMessage() + " " + line.getKeyValuePairs())
        .noneMatch(line -> line.matches("(?is).*(7395|signal=|\\bkeys?\\b.*\\d).*"));
  }

  /** Two who talk until the test is over. */
  private record Talk(Conversation both, PhoneCall caller, PhoneCall called)
      implements AutoCloseable {
    Talk(Conversation both) {
      this(both, both.caller(), both.called());
    }

    void info(String signal) {
      var body = "Signal=" + signal + "\r\nDuration=160\r\n";
      var answer =
          caller.exchange(caller.inDialog("INFO").withBody("application/dtmf-relay", body));
      assertThat(answer.status()).isEqualTo(200);
    }

    @Override
    public void close() {
      both.end();
    }
  }

  private Conversation withoutEventsToCalled() {
    return Conversation.between(
        exchange.phone(alice.credentials()),
        exchange.phone(bob.credentials()),
        Invite.to("102").offering(WITHOUT_EVENTS));
  }

  private Conversation withoutEventsToWhoTakesInfo(String answer) {
    return answered(Invite.to("102").offering(WITHOUT_EVENTS), answer, true);
  }

  private Conversation answeredWithoutEvents(boolean takesInfo) {
    return answered(Invite.to("102"), WITHOUT_EVENTS, takesInfo);
  }

  private Conversation answered(Invite invite, String answer, boolean takesInfo) {
    var outgoing = exchange.phone(alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var caller = outgoing.call(invite);
    var called = bobs.awaitCall();
    if (takesInfo) {
      called.answer(answer, new SipMessage.Header("Allow", "INVITE, ACK, BYE, INFO"));
    } else {
      called.answer(answer);
    }
    caller.awaitAnswered();
    called.awaitAnswered();
    return new Conversation(caller, called);
  }
}
