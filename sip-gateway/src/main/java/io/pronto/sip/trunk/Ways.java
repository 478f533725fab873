package io.pronto.sip.trunk;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.live.PassedOver;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The trunks by which a call may leave, in the order in which they are to be tried, and those that
 * it passes over.
 */
public record Ways(List<Trunk> trunks, List<Skipped> skipped) {
  /** A trunk that the call does not try, and why. */
  public record Skipped(Trunk trunk, PassedOver why) {}

  /** Copies the lists. */
  public Ways {
    trunks = List.copyOf(trunks);
    skipped = List.copyOf(skipped);
  }

  /**
   * {@code trunks} by priority, and those of one priority by chance, as their weights are: the same
   * as SRV records have it (RFC 2782).
   */
  static List<Trunk> ordered(List<Trunk> trunks, RandomGenerator random) {
    var byPriority =
        trunks.stream()
            .collect(
                Collectors.groupingBy(
                    trunk -> trunk.policy().priority(), TreeMap::new, Collectors.toList()));
    return byPriority.values().stream().flatMap(equals -> drawn(equals, random).stream()).toList();
  }

  private static List<Trunk> drawn(List<Trunk> equals, RandomGenerator random) {
    var left = new ArrayList<>(equals);
    var drawn = new ArrayList<Trunk>();
    while (!left.isEmpty()) {
      drawn.add(left.remove(draw(left, random)));
    }
    return drawn;
  }

  /** The place of the one drawn: the first whose share covers a number drawn among all shares. */
  private static int draw(List<Trunk> left, RandomGenerator random) {
    int all = left.stream().mapToInt(trunk -> trunk.policy().weight()).sum();
    int number = all == 0 ? 0 : random.nextInt(all);
    int place = 0;
    int covered = left.getFirst().policy().weight();
    while (all > 0 && covered <= number) {
      covered += left.get(++place).policy().weight();
    }
    return place;
  }
}
