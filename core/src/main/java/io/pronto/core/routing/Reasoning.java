package io.pronto.core.routing;

import io.pronto.core.numbering.E164;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Presentation;
import io.pronto.core.rules.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known and what has been found while one call is routed. */
final class Reasoning {
  /** How often a call may be diverted in all. */
  static final int MOST_DIVERSIONS = 5;

  private final Instant at;
  private final Optional<Outsider> outsider;
  private final Optional<E164> called;
  private final List<Diversion> diversions;
  private final List<Step> steps;

  /**
   * Who calls from outside.
   *
   * @param number as shown, or as it came in the number's place
   * @param known the number that the network knows, shown or not, as E.164; empty when none
   */
  record Outsider(String number, Presentation presentation, String known) {
    /** As people may see it. */
    String told() {
      return presentation == Presentation.SHOWN ? known : presentation.code();
    }
  }

  private Reasoning(
      Instant at,
      Optional<Outsider> outsider,
      Optional<E164> called,
      List<Diversion> diversions,
      List<Step> steps) {
    this.at = at;
    this.outsider = outsider;
    this.called = called;
    this.diversions = new ArrayList<>(diversions);
    this.steps = new ArrayList<>(steps);
  }

  /**
   * About a call that comes at {@code at} and was diverted by {@code diversions} before.
   *
   * @param called the number called, if it is one
   */
  static Reasoning about(
      Instant at, Optional<Outsider> outsider, Optional<E164> called, List<Diversion> diversions) {
    return new Reasoning(at, outsider, called, diversions, List.of());
  }

  /** About a call that goes on at {@code at} from where {@code route} has led it. */
  static Reasoning goingOn(Instant at, Optional<Outsider> outsider, Route route) {
    return new Reasoning(at, outsider, E164.of(route.dialled()), route.diversions(), route.trace());
  }

  Instant at() {
    return at;
  }

  Optional<Outsider> outsider() {
    return outsider;
  }

  Optional<E164> called() {
    return called;
  }

  List<Diversion> diversions() {
    return diversions;
  }

  List<Step> steps() {
    return steps;
  }

  /** Takes note of what a rule has found; {@code input} is names and values in turn. */
  void found(Finding finding, Optional<String> id, String... input) {
    steps.add(Step.of(finding, id, input));
  }

  /** Whether the call has been diverted here. */
  boolean isDivertedHere() {
    return diversions.stream().anyMatch(Diversion::here);
  }

  /**
   * Whether the call has been diverted before as {@code diversion} says: here by the same user or
   * number, or elsewhere by the number, which is the only sign of it that comes back.
   */
  boolean hasPassed(Diversion diversion) {
    return diversions.stream()
        .anyMatch(
            earlier ->
                earlier.here()
                    ? diversion.userId().isPresent()
                        ? earlier.userId().equals(diversion.userId())
                        : earlier.number().equals(diversion.number())
                    : earlier.number().equals(diversion.number()));
  }

  /** Whether the network knows that the call comes from {@code number}. */
  boolean comesFrom(E164 number) {
    return outsider.filter(caller -> caller.known().equals(number.value())).isPresent();
  }

  /** Whether the call has been diverted by that user. */
  boolean hasLeft(String userId) {
    return diversions.stream().anyMatch(d -> d.userId().filter(userId::equals).isPresent());
  }

  /** Whether the call has been diverted by that number, an E.164. */
  boolean hasLeftNumber(String number) {
    return diversions.stream().anyMatch(d -> d.number().equals(number));
  }
}
