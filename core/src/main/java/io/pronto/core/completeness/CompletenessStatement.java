package io.pronto.core.completeness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether all records of the calls of some time are there, whosever they are, by whole days of
 * Europe/Paris.
 *
 * @param since from when on was asked
 * @param until until before when
 * @param madeAt when it was looked at
 * @param days how many are as they were sealed
 * @param faults those that are not
 * @param chainFault what is wrong with the seals themselves
 * @param unsealed days of which something is not sealed yet
 * @param beforeSeals days from before the first seal: nothing is known of them
 * @param lawfullyGone the last day of those asked for whose records law has deleted
 * @param sealedLate days that were sealed later than two days after them: their seals tell what was
 *     there then
 * @param restored times whose records a restored backup may have lost
 */
public record CompletenessStatement(
    Instant since,
    Instant until,
    Instant madeAt,
    long days,
    List<Fault> faults,
    Optional<String> chainFault,
    List<LocalDate> unsealed,
    Optional<Span> beforeSeals,
    Optional<LocalDate> lawfullyGone,
    List<Late> sealedLate,
    List<Loss> restored) {
  /** Copies the lists. */
  public CompletenessStatement {
    faults = List.copyOf(faults);
    unsealed = List.copyOf(unsealed);
    sealedLate = List.copyOf(sealedLate);
    restored = List.copyOf(restored);
  }

  /** What it comes to. */
  public enum State {
    /** Each day that law has kept is as it was sealed. */
    COMPLETE,
    /** At least one is not, or a seal is not. */
    NOT_COMPLETE,
    /** Nothing is known to be missing, but of some days it cannot be said. */
    NOT_PROVEN;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A day that is not as it was sealed.
   *
   * @param sealed how many records there were
   * @param found how many there are; as many where one was changed
   */
  public record Fault(LocalDate day, long sealed, long found) {
    JsonObject json() {
      return new JsonObject()
          .put("day", day.toString())
          .put("missing", Math.max(0, sealed - found))
          .put("too_many", Math.max(0, found - sealed))
          .put("changed", sealed == found);
    }
  }

  /** Days one after the other, both included. */
  public record Span(LocalDate first, LocalDate last) {
    JsonObject json() {
      return new JsonObject().put("first", first.toString()).put("last", last.toString());
    }
  }

  /** A day and when it was sealed. */
  public record Late(LocalDate day, Instant sealedAt) {
    JsonObject json() {
      return new JsonObject().put("day", day.toString()).put("sealed_at", sealedAt.toString());
    }
  }

  /** The time to which the database was set back, and when that was done. */
  public record Loss(Instant from, Instant until) {
    JsonObject json() {
      return new JsonObject().put("from", from.toString()).put("until", until.toString());
    }
  }

  /** What it comes to: complete only where nothing speaks against it. */
  public State state() {
    if (!faults.isEmpty() || chainFault.isPresent()) {
      return State.NOT_COMPLETE;
    }
    boolean known = unsealed.isEmpty() && beforeSeals.isEmpty() && restored.isEmpty();
    return known ? State.COMPLETE : State.NOT_PROVEN;
  }

  /** All of it; counts of days alone, since those of records are the business of nobody else. */
  public JsonObject json() {
    return new JsonObject()
        .put("state", state().code())
        .put("since", since.toString())
        .put("until", until.toString())
        .put("made_at", madeAt.toString())
        .put("days_as_sealed", days)
        .put("not_as_sealed", array(faults, Fault::json))
        .put("seals", chainFault.orElse("whole"))
        .put("not_yet_sealed", array(unsealed, LocalDate::toString))
        .put("before_first_seal", beforeSeals.map(Span::json).orElse(null))
        .put("deleted_by_law_up_to", lawfullyGone.map(LocalDate::toString).orElse(null))
        .put("sealed_late", array(sealedLate, Late::json))
        .put("may_be_lost_by_restore", array(restored, Loss::json));
  }

  private static <T> JsonArray array(List<T> items, Function<T, ?> write) {
    return new JsonArray(items.stream().map(write).toList());
  }
}
