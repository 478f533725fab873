package io.pronto.core.rules;

import java.time.Instant;
import java.util.Optional;

/**
 * A caller, or all with the same beginning, who is refused or who always gets through.
 *
 * @param id {@code lst_…}
 * @param userId of whose list it is; empty: the organisation's
 * @param number E.164, or the beginning of it
 * @param prefix whether it is a beginning
 * @param reason in people's words; empty when nobody said
 * @param treatment what becomes of the caller
 * @param expiresAt from when on it does not count any more
 */
public record ListedCaller(
    String id,
    Optional<String> userId,
    String number,
    boolean prefix,
    String reason,
    Treatment treatment,
    Optional<Instant> expiresAt,
    Instant createdAt) {
  /** What becomes of a listed caller. */
  public sealed interface Treatment {
    /** Refused, and told {@code answer}. */
    record Blocked(Answer answer) implements Treatment {}

    /**
     * Let through though the number may be hidden, or the user not to be disturbed.
     *
     * @param outsideHours whether outside the hours too
     */
    record Vip(boolean outsideHours) implements Treatment {}
  }

  /** Which of the two lists. */
  public enum Kind {
    /** Those who are refused. */
    BLOCKED,
    /** Those who get through. */
    VIP
  }

  /** Which of the two lists it is on. */
  public Kind kind() {
    return switch (treatment) {
      case Treatment.Blocked _ -> Kind.BLOCKED;
      case Treatment.Vip _ -> Kind.VIP;
    };
  }

  /** Whether it counts at {@code at}. */
  public boolean counts(Instant at) {
    return expiresAt.isEmpty() || at.isBefore(expiresAt.get());
  }
}
