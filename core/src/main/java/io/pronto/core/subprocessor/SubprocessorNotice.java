package io.pronto.core.subprocessor;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * That a subprocessor is added, changed or removed: what the register says of it from the day on
 * which this takes effect. It is never changed.
 *
 * @param id {@code spn_…}
 * @param subprocessorId {@code spr_…}
 * @param number 1, 2, 3, … among those of the subprocessor
 * @param details as they are from then on; of one that is removed, as they were
 * @param objectionsUntil the last day on which an organisation may object; empty for what came into
 *     the register while there was no organisation, so that nobody was told
 * @param effectiveOn the day from whose beginning it holds (Europe/Paris)
 */
public record SubprocessorNotice(
    String id,
    String subprocessorId,
    int number,
    Change change,
    Details details,
    Instant announcedAt,
    Optional<LocalDate> objectionsUntil,
    LocalDate effectiveOn) {
  /** What it tells. */
  public enum Change {
    /** Somebody new. */
    ADDED,
    /** Something else than before about somebody. */
    CHANGED,
    /** Somebody is used no longer. */
    REMOVED;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Change of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Whether it has taken effect on {@code day}. */
  public boolean holds(LocalDate day) {
    return !effectiveOn.isAfter(day);
  }

  /**
   * Whether those who are told of it may object to what holds already: it was in use before there
   * was a register.
   */
  public boolean inUse() {
    return objectionsUntil.filter(this::holds).isPresent();
  }
}
