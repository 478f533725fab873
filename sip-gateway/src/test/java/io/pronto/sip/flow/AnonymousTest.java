package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.media.Prompt;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.TestPhone;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Callers who show no number, told apart by why they do not, each in a call of its own. */
class AnonymousTest extends Telephony {
  private static final String NOBODY = "anonymous@anonymous.invalid";
  private static final String NUMBER = "<sip:+33612345678@carrier.example>";

  private final TestPhone carrier = exchange.carrier("127.0.0.11");
  private final Rules rules = new Rules(town);

  /** A caller's message, and which of the policies it falls under; empty for none. */
  private record Caller(String what, Invite invite, String presentation) {
    static Caller of(String what, String presentation, String from, String... headers) {
      var invite = Invite.to("number").from(from);
      for (int i = 0; i < headers.length; i += 2) {
        invite = invite.with(headers[i], headers[i + 1]);
      }
      return new Caller(what, invite, presentation);
    }

    Invite to(String number) {
      return new Invite(number, invite.from(), invite.sdp(), true, invite.headers());
    }
  }

  private static final List<Caller> CALLERS =
      List.of(
          Caller.of("a number", "", "+33612345678"),
          Caller.of("a number without its plus", "", "33612345678"),
          Caller.of("a number as dialled here", "", "0612345678"),
          Caller.of("asserted by its network", "", "whoever", "P-Asserted-Identity", NUMBER),
          Caller.of(
              "hides, known to the network",
              "hidden",
              NOBODY,
              "Privacy",
              "id",
              "P-Asserted-Identity",
              NUMBER),
          Caller.of("hides a number in From", "hidden", "+33612345678", "Privacy", "id"),
          Caller.of("hides, known to nobody", "hidden", NOBODY, "Privacy", "user;id"),
          Caller.of("hides in From alone", "hidden", NOBODY, "P-Asserted-Identity", NUMBER),
          Caller.of("masked by a network", "masked", NOBODY),
          Caller.of("masked, and nobody asked", "masked", NOBODY, "Privacy", "none"),
          Caller.of(
              "masked since it failed its verification",
              "masked",
              NOBODY,
              "P-Asserted-Identity",
              "<sip:+33612345678;verstat=TN-Validation-Failed@carrier.example>"),
          Caller.of("a word", "malformed", "whoever"),
          Caller.of("too many digits", "malformed", "+336123456789012345"),
          Caller.of("too few digits", "malformed", "+33"),
          Caller.of("no number available", "missing", "unavailable"),
          Caller.of("unknown", "missing", "unknown"));

  @Test
  void whoIsRefusedIsToldWhyBeforeTheAnswerAndFreeOfCharge() {
    town.trunk("127.0.0.11", carrier.address().getPort());
    var number = town.number(bob, "off", true);
    rules.refuse(number, "hidden");

    var outgoing = carrier.call(Invite.to(number.value()).from(NOBODY).with("Privacy", "id"));
    outgoing.awaitStatus(183);
    var told = outgoing.awaitHeard(2_000);

    assertThat(told.level()).isGreaterThan(-40);
    assertThat(outgoing.awaitRefused().status()).isEqualTo(433);
    assertThat(outgoing.heard().millis())
        .as("the whole of it")
        .isGreaterThan((int) Prompt.anonymousRefused("hidden", "fr").length().toMillis() - 500);
    var record = exchange.record();
    assertThat(record.cause()).contains(HangupCause.ANONYMOUS_REFUSED);
    assertThat(record.answeredAt()).isEmpty();
  }

  @Test
  void whoHasHeardEnoughHangsUp() {
    town.trunk("127.0.0.11", carrier.address().getPort());
    var number = town.number(bob, "off", true);
    rules.refuse(number, "missing");

    var outgoing = carrier.call(Invite.to(number.value()).from("unavailable"));
    outgoing.awaitHeard(500);
    outgoing.cancel();

    assertThat(outgoing.awaitRefused().status()).isEqualTo(487);
    assertThat(exchange.record().cause()).contains(HangupCause.CANCELLED);
  }

  /** None offers a session, and so none is told why, which takes its time. */
  @Test
  void eachFallsUnderItsOwnPolicy() {
    town.trunk("127.0.0.11", carrier.address().getPort());
    for (var policy : List.of("hidden", "masked", "malformed", "missing")) {
      var number = town.number(bob, "off", true);
      rules.refuse(number, policy);

      for (var caller : CALLERS) {
        var status = carrier.call(caller.to(number.value())).awaitRefused().status();
        var record = exchange.record();

        boolean refused = caller.presentation().equals(policy);
        // Bob has no phone: whoever is let through finds nobody.
        assertThat(status).as("%s by %s", caller.what(), policy).isEqualTo(refused ? 433 : 480);
        assertThat(record.cause())
            .as(caller.what())
            .contains(refused ? HangupCause.ANONYMOUS_REFUSED : HangupCause.NOT_REGISTERED);
      }
    }
  }
}
