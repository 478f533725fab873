package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.routing.Diversion;
import io.pronto.core.routing.Diversion.Reason;
import io.pronto.sip.stack.Messages;
import org.junit.jupiter.api.Test;

class DiversionsTest {
  private final SIPRequest invite = new SIPRequest();

  @Test
  void theLastOneStandsFirstInOneHeaderOrInSeveral() {
    invite.addHeader(
        Messages.header(
            "Diversion",
            "\"Shop, the\" <sip:33144556677@a.example;user=phone>;reason=user-busy,"
                + " <tel:+33155667788>;counter=1;reason=\"no-answer\""));
    invite.addHeader(Messages.header("Diversion", "<sip:101@b.example>"));

    assertThat(Diversions.of(invite))
        .containsExactly(
            Diversion.before("101", Reason.UNKNOWN),
            Diversion.before("+33155667788", Reason.NO_ANSWER),
            Diversion.before("+33144556677", Reason.USER_BUSY));
  }

  @Test
  void whatIsNoDiversionIsNone() {
    for (var text :
        new String[] {"x", "<", "\"", "<sip:>", "sip:101@a", "\"<".repeat(400), ",".repeat(900)}) {
      invite.addHeader(Messages.header("Diversion", text));
    }
    invite.addHeader(Messages.header("Diversion", "<sip:101@a>,".repeat(20_000)));

    assertThat(Diversions.of(invite)).isEmpty();
  }
}
