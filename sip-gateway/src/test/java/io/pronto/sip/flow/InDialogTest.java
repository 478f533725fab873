package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.SipMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests within a call that neither begin, change nor end it. */
class InDialogTest extends Telephony {
  private final Conversation conversation = conversation();

  @AfterEach
  @Override
  void nothingIsLeft() {
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
    super.nothingIsLeft();
  }

  @Test
  void optionsAreAnswered() {
    var caller = conversation.caller();

    var answer = caller.exchange(caller.inDialog("OPTIONS"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Allow")).contains("UPDATE");
  }

  @Test
  void anInfoOfAnotherTypeIsRefusedNamingThoseThatAreTaken() {
    var caller = conversation.caller();

    var answer = caller.exchange(info(caller.inDialog("INFO"), "application/x-secret", "hush"));

    assertThat(answer.status()).isEqualTo(415);
    assertThat(String.join(",", answer.all("Accept"))).contains("application/dtmf-relay");
  }

  @ParameterizedTest
  @CsvSource({"MESSAGE, 405", "NOTIFY, 405", "REFER, 405", "DANCE, 501"})
  void whatIsNotServedIsRefused(String method, int status) {
    var caller = conversation.caller();

    assertThat(caller.exchange(caller.inDialog(method)).status()).isEqualTo(status);
  }

  @Test
  void aRequestOutOfOrderIsRefused() {
    var caller = conversation.caller();
    var late = caller.inDialog("OPTIONS");
    assertThat(caller.exchange(caller.inDialog("OPTIONS")).status()).isEqualTo(200);

    assertThat(caller.exchange(late).status()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({"BYE", "INVITE", "UPDATE", "INFO", "OPTIONS", "PRACK"})
  void aRequestOfADialogThatIsNotIsRefused(String method) {
    var caller = conversation.caller();
    var request = caller.inDialog(method);
    var to = request.header("To").replaceAll("tag=.*", "tag=nobody");

    assertThat(caller.exchange(request.without("To").with("To", to)).status()).isEqualTo(481);
  }

  private static SipMessage info(SipMessage request, String type, String body) {
    return request.withBody(type, body);
  }
}
