package io.pronto.core.porting;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;

/** What the operator's staff, or the clock, do to a port order. */
public sealed interface PortStep {
  /** Where it leads. */
  PortState state();

  /** The order is in order. */
  record Check() implements PortStep {
    @Override
    public PortState state() {
      return PortState.CHECKED;
    }
  }

  /** It has been sent to the other operator. */
  record Dispatch(Optional<String> otherOperator) implements PortStep {
    @Override
    public PortState state() {
      return PortState.SENT;
    }
  }

  /** The losing operator lets the number go. */
  record Accept() implements PortStep {
    @Override
    public PortState state() {
      return PortState.ACCEPTED;
    }
  }

  /** The losing operator does not. */
  record Refuse(String reason) implements PortStep {
    @Override
    public PortState state() {
      return PortState.REFUSED;
    }
  }

  /** Both know when: {@code hour} is by the clock of Paris. */
  record Schedule(LocalDate day, LocalTime hour) implements PortStep {
    @Override
    public PortState state() {
      return PortState.SCHEDULED;
    }
  }

  /** The number has changed operator. */
  record Complete() implements PortStep {
    @Override
    public PortState state() {
      return PortState.DONE;
    }
  }

  /** Nobody wants it any more. */
  record Cancel(Optional<String> reason) implements PortStep {
    @Override
    public PortState state() {
      return PortState.CANCELLED;
    }
  }
}
