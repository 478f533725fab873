package io.pronto.sip.flow;

import org.junit.jupiter.api.AfterEach;

/** An exchange in a town of two, which holds nothing any more when a test is over. */
abstract class Telephony {
  final Exchange exchange;
  final Town town = new Town();
  final Town.Resident alice = town.resident("101");
  final Town.Resident bob = town.resident("102");

  Telephony() {
    this(new Exchange());
  }

  Telephony(Exchange exchange) {
    this.exchange = exchange;
    town.whenTrunksChange(exchange::awaitTrunks);
  }

  @AfterEach
  void nothingIsLeft() {
    town.leave();
    try (exchange) {
      exchange.awaitRest();
    }
  }

  /** Alice has called Bob, who has answered. */
  Conversation conversation() {
    return Conversation.between(
        exchange.phone(alice.credentials()), exchange.phone(bob.credentials()), "102");
  }
}
