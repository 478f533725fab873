package io.pronto.core.rules;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a user's calls go instead. None of the targets is a refusal.
 *
 * @param doNotDisturb whether the user is busy for everybody but VIPs
 * @param noAnswerAfter how long the user's devices ring; empty: as long as the server lets them
 * @param findMe where else the user is looked for meanwhile, the first first
 */
public record Forwarding(
    boolean doNotDisturb,
    Optional<Target> always,
    Optional<Target> busy,
    Optional<Target> noAnswer,
    Optional<Duration> noAnswerAfter,
    Optional<Target> unreachable,
    List<FindMe> findMe) {
  /** Nowhere. */
  public static final Forwarding NONE =
      new Forwarding(
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  /** Copies the list. */
  public Forwarding {
    findMe = List.copyOf(findMe);
  }
}
