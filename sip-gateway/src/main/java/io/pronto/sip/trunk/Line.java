package io.pronto.sip.trunk;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.live.PassedOver;
import io.pronto.core.live.TrunkState;
import io.pronto.sip.wire.Flow;
import java.time.InstantSource;
import java.util.Optional;

/** What this server knows of one trunk beside what people have said of it. */
final class Line {
  final Condition condition;
  private volatile Trunk trunk;
  private volatile Optional<Flow> flow = Optional.empty();
  private volatile Optional<Registration> registration = Optional.empty();

  /** When it is asked next, as {@link System#nanoTime} counts; of the keeper's thread alone. */
  volatile long askedNextAt = System.nanoTime();

  /** Whether it is being asked now. */
  volatile boolean asked;

  Line(Trunk trunk, InstantSource clock) {
    this.trunk = trunk;
    this.condition = new Condition(clock);
  }

  Trunk trunk() {
    return trunk;
  }

  void trunk(Trunk now) {
    trunk = now;
  }

  /** The way there as it was last found. */
  Optional<Flow> flow() {
    return flow;
  }

  void flow(Flow found) {
    flow = Optional.of(found);
  }

  Optional<Registration> registration() {
    return registration;
  }

  void registration(Optional<Registration> now) {
    registration = now;
  }

  /** Why calls pass it over; empty when they do not. */
  Optional<PassedOver> passedOver() {
    return PassedOver.by(
        trunk,
        condition.now().state(),
        registration.filter(Registration::isRegistered).isPresent());
  }

  TrunkState state(String node, int channels) {
    var now = condition.now();
    return new TrunkState(
        trunk.id(),
        node,
        now.state(),
        now.since(),
        now.reason(),
        channels,
        registration.map(Registration::state));
  }
}
