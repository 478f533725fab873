package io.pronto.core.emergency;

import io.pronto.core.carrier.Trunk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One way by which a call for help is tried.
 *
 * @param number what the carrier is called for
 * @param location whether the carrier is told where the caller is
 */
public record EmergencyWay(Trunk trunk, String number, boolean location) {
  /**
   * All ways for a call for help, the first to be tried first: the routes made for it, by priority
   * and then the more exact one, each with the trunk that it names; then every other trunk with the
   * number dialled, since a way that nobody has planned is better than none.
   *
   * @param trunks those there are, in the order in which any call would try them
   * @param country whose emergency numbers hold for the caller
   * @param code the number dialled
   * @param department where the caller is
   */
  public static List<EmergencyWay> all(
      List<EmergencyRoute> routes,
      List<Trunk> trunks,
      String country,
      String code,
      Optional<String> department) {
    var ways = new ArrayList<EmergencyWay>();
    routes.stream()
        .filter(route -> route.takes(country, code, department))
        .sorted(
            Comparator.comparingInt(EmergencyRoute::priority)
                .thenComparing(Comparator.comparingInt(EmergencyRoute::exactness).reversed())
                .thenComparing(EmergencyRoute::id))
        .forEach(
            route ->
                trunks.stream()
                    .filter(trunk -> trunk.id().equals(route.trunkId()))
                    .map(
                        trunk ->
                            new EmergencyWay(trunk, route.number().orElse(code), route.location()))
                    .filter(way -> !ways.contains(way))
                    .forEach(ways::add));
    trunks.stream()
        .filter(trunk -> ways.stream().noneMatch(way -> way.trunk().id().equals(trunk.id())))
        .map(trunk -> new EmergencyWay(trunk, code, false))
        .forEach(ways::add);
    return List.copyOf(ways);
  }
}
