package io.pronto.core.porting;

import io.pronto.core.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** What a step of a port order means for the number itself. */
final class PortedNumber {
  private PortedNumber() {}

  /**
   * Lets the number of {@code order}, which has just come to its state, be what that state says.
   */
  static void follow(Tx tx, PortOrder order) {
    switch (order.direction()) {
      case IN -> incoming(tx, order);
      case OUT -> outgoing(tx, order);
    }
  }

  private static void incoming(Tx tx, PortOrder order) {
    switch (order.state()) {
      case SCHEDULED -> ours(tx, order);
      case DONE -> {
        ours(tx, order);
        settle(tx, order);
      }
      case REFUSED, CANCELLED ->
          tx.update("delete from phone_number where port_order_id = $1", order.id());
      case REQUESTED, CHECKED, SENT, ACCEPTED -> {}
    }
  }

  private static void ours(Tx tx, PortOrder order) {
    tx.update(
        "update phone_number set ours_from = $2, rented_at = $2 where port_order_id = $1",
        order.id(),
        PortOrderRow.time(order.switchAt().orElseThrow()));
  }

  private static void outgoing(Tx tx, PortOrder order) {
    switch (order.state()) {
      case SCHEDULED -> until(tx, order, order.switchAt());
      case DONE -> settle(tx, order);
      case REFUSED, CANCELLED -> until(tx, order, Optional.empty());
      case REQUESTED, CHECKED, SENT, ACCEPTED -> {}
    }
  }

  private static void until(Tx tx, PortOrder order, Optional<Instant> moment) {
    tx.update(
        "update phone_number set ours_until = $2 where number = $1",
        order.number().value(),
        moment.map(PortOrderRow::time).orElse(null));
  }

  private static void settle(Tx tx, PortOrder order) {
    tx.query("select settle_ported_number($1)", order.id());
  }
}
