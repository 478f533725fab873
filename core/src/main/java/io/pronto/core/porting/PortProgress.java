package io.pronto.core.porting;

import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.porting.PortRefused.Reason;
import java.time.Instant;
import java.util.Optional;

/** What becomes of a port order by a step: facts in, order out. It changes nothing. */
final class PortProgress {
  private PortProgress() {}

  /**
   * The order after {@code step} at {@code now}.
   *
   * @throws PortRefused where the step does not follow, or comes too late or too early
   */
  static PortOrder after(PortOrder order, PortStep step, Instant now) {
    if (!order.state().leadsTo(step.state())) {
      throw new PortRefused(
          Reason.PORT_STATE,
          "It is %s, and cannot become %s".formatted(order.state().code(), step.state().code()));
    }
    return switch (step) {
      case PortStep.Check _, PortStep.Accept _ ->
          with(order, step, order.reason(), order.otherOperator(), order.switchAt());
      case PortStep.Dispatch(var other) ->
          with(order, step, order.reason(), other.or(order::otherOperator), order.switchAt());
      case PortStep.Refuse(var reason) ->
          with(order, step, Optional.of(reason), order.otherOperator(), order.switchAt());
      case PortStep.Cancel(var reason) -> {
        requireInTime(order, now);
        yield with(order, step, reason, order.otherOperator(), order.switchAt());
      }
      case PortStep.Schedule(var day, var hour) -> {
        requireInTime(order, now);
        PortTerms.requireDay(day, now);
        var moment = Optional.of(PortTerms.at(day, hour));
        yield with(order, step, order.reason(), order.otherOperator(), moment);
      }
      case PortStep.Complete _ -> {
        var moment = Optional.of(completed(order, now));
        yield with(order, step, order.reason(), order.otherOperator(), moment);
      }
    };
  }

  private static void requireInTime(PortOrder order, Instant now) {
    if (order.cancelUntil().filter(now::isAfter).isPresent()) {
      throw new PortRefused(
          Reason.CANCELLATION_TOO_LATE,
          "The operators are changing their tables: it could be cancelled or moved until "
              + order.cancelUntil().get());
    }
  }

  /** The clock completes it at its moment; people may say earlier on that day that it is done. */
  private static Instant completed(PortOrder order, Instant now) {
    var planned = order.switchAt().orElseThrow();
    var paris = WorkingDays.FRANCE;
    if (paris.date(now).isBefore(paris.date(planned))) {
      throw new PortRefused(Reason.NOT_YET, "The number changes operator at " + planned);
    }
    return now.isBefore(planned) ? now : planned;
  }

  private static PortOrder with(
      PortOrder before,
      PortStep step,
      Optional<String> reason,
      Optional<String> otherOperator,
      Optional<Instant> switchAt) {
    return new PortOrder(
        before.id(),
        before.organisation(),
        before.direction(),
        before.number(),
        before.country(),
        before.type(),
        before.rio(),
        before.desiredDate(),
        otherOperator,
        step.state(),
        reason,
        before.dueAt(),
        switchAt,
        switchAt.map(PortTerms::cancelUntil),
        before.price(),
        before.createdAt());
  }
}
