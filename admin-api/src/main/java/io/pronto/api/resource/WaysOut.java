package io.pronto.api.resource;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.live.PassedOver;
import io.pronto.core.live.TrunkState;
import io.pronto.core.rating.LeastCost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The ways of a call as signalling nodes go through them: the trunks that are up by their prices,
 * and where none is up all of them; then those that are passed over. A trunk is passed over when
 * every node that tells of it says so: a call may come to any of them.
 */
final class WaysOut {
  private final LeastCost leastCost;
  private final Map<String, List<TrunkState>> seen;

  /** Goes by {@code leastCost}, and by what nodes have {@code seen} of trunks, by their ids. */
  WaysOut(LeastCost leastCost, Map<String, List<TrunkState>> seen) {
    this.leastCost = leastCost;
    this.seen = seen;
  }

  /**
   * A way out.
   *
   * @param first the one that is tried first, which prices are compared with; where none is, itself
   * @param position from 1 on; empty when it is not tried
   * @param passedOver why all nodes pass it over; empty when some do not
   * @param objections of those nodes that pass it over, be it only some
   */
  record WayOut(
      LeastCost.Way way,
      LeastCost.Way first,
      OptionalInt position,
      Optional<PassedOver> passedOver,
      List<Objection> objections) {
    /** As JSON has it. */
    String reason() {
      return way.isOpen() && position.isEmpty()
          ? passedOver.map(PassedOver::code).orElse(way.reason().code())
          : way.reason().code();
    }
  }

  /** Why a node passes a trunk over. */
  record Objection(TrunkState state, PassedOver why) {}

  /** Those of {@code trunks} for {@code number}, in the order in which calls try them. */
  List<WayOut> of(List<Trunk> trunks, String number, Instant at) {
    var up = trunks.stream().filter(this::isUsable).toList();
    var tried = leastCost.ways(up.isEmpty() ? trunks : up, number, at);
    var left = trunks.stream().filter(trunk -> !up.isEmpty() && !isUsable(trunk)).toList();
    var first = tried.stream().filter(this::isTried).findFirst();
    var ways = new ArrayList<WayOut>();
    int position = 0;
    for (var way : tried) {
      boolean isTried = isTried(way);
      position += isTried ? 1 : 0;
      ways.add(out(way, first, isTried ? OptionalInt.of(position) : OptionalInt.empty()));
    }
    for (var way : leastCost.ways(left, number, at)) {
      ways.add(out(way, first, OptionalInt.empty()));
    }
    return ways;
  }

  private boolean isTried(LeastCost.Way way) {
    return way.isOpen() && !isFull(way.trunk());
  }

  private WayOut out(LeastCost.Way way, Optional<LeastCost.Way> first, OptionalInt position) {
    var objections = objections(way.trunk());
    return new WayOut(
        way, first.orElse(way), position, everywhere(way.trunk(), objections), objections);
  }

  private boolean isUsable(Trunk trunk) {
    return everywhere(trunk, objections(trunk))
        .filter(why -> why != PassedOver.TRUNK_FULL)
        .isEmpty();
  }

  /** A full one stands in its place, and is passed over when its turn comes. */
  private boolean isFull(Trunk trunk) {
    return everywhere(trunk, objections(trunk)).filter(PassedOver.TRUNK_FULL::equals).isPresent();
  }

  private Optional<PassedOver> everywhere(Trunk trunk, List<Objection> objections) {
    int nodes = seen.getOrDefault(trunk.id(), List.of()).size();
    return nodes > objections.size()
        ? Optional.empty()
        : objections.stream().map(Objection::why).findFirst();
  }

  private List<Objection> objections(Trunk trunk) {
    return seen.getOrDefault(trunk.id(), List.of()).stream()
        .flatMap(state -> why(trunk, state).map(why -> new Objection(state, why)).stream())
        .toList();
  }

  private static Optional<PassedOver> why(Trunk trunk, TrunkState state) {
    return state
        .passedOver(trunk)
        .or(
            () ->
                state.channels() >= trunk.maxChannels().orElse(Integer.MAX_VALUE)
                    ? Optional.of(PassedOver.TRUNK_FULL)
                    : Optional.empty());
  }
}
