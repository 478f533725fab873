package io.pronto.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessagesTest {
  @Test
  void aNameCannotEndItsQuotesOrItsLine() {
    var uri = Messages.sipUri("101", "one.example");

    var address = Messages.address("Jean \"JJ\" Dupont\r\nX: 1\\", uri);

    assertThat(address.toString())
        .isEqualTo("\"Jean \\\"JJ\\\" Dupont  X: 1\\\\\" <sip:101@one.example>");
  }
}
