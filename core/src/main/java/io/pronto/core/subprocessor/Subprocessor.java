package io.pronto.core.subprocessor;

import io.pronto.core.subprocessor.SubprocessorNotice.Change;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who processes data for the operator.
 *
 * @param id {@code spr_…}
 * @param notices all that was announced of it, the oldest first, at least one; none takes effect
 *     before the one before it
 */
public record Subprocessor(String id, List<SubprocessorNotice> notices, Instant createdAt) {
  /** How it stands on a day. */
  public enum State {
    /** It is to come. */
    ANNOUNCED,
    /** It is in the register. */
    IN_FORCE,
    /** It was, or was to be. */
    ENDED;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the list. */
  public Subprocessor {
    notices = List.copyOf(notices);
  }

  /** The last that has taken effect on {@code day}. */
  private Optional<SubprocessorNotice> last(LocalDate day) {
    return notices.stream().filter(notice -> notice.holds(day)).reduce((_, later) -> later);
  }

  /** What the register says of it on {@code day}; empty when it is not in it. */
  public Optional<SubprocessorNotice> inForce(LocalDate day) {
    return last(day).filter(notice -> notice.change() != Change.REMOVED);
  }

  /** What was announced and has not taken effect on {@code day}, the first first. */
  public List<SubprocessorNotice> announced(LocalDate day) {
    return notices.stream().filter(notice -> !notice.holds(day)).toList();
  }

  /** How it stands on {@code day}. */
  public State state(LocalDate day) {
    return inForce(day).isPresent()
        ? State.IN_FORCE
        : last(day).isPresent() ? State.ENDED : State.ANNOUNCED;
  }

  /** The last that was announced of it. */
  public SubprocessorNotice latest() {
    return notices.getLast();
  }

  /** What is known of it on {@code day}: as it is in force, or else as it was last announced. */
  public Details details(LocalDate day) {
    return inForce(day).orElse(latest()).details();
  }
}
