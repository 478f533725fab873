package io.pronto.core.retention;

import io.pronto.core.contract.Contract.Choice;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.contract.Contracts;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Random;

/**
 * Ends a contract at random, or does not, and reckons by itself which day brings what: the choice
 * that may come late, the erasure, and the end of all a year after the contract.
 */
final class RandomEnd {
  /** What becomes of it. */
  enum Wish {
    /** Its end is announced, and withdrawn. */
    STAY,
    /** Nobody chooses anything. */
    SILENCE,
    RETURN,
    ERASURE
  }

  private final Stock stock;
  private final Contracts contracts;
  private final Wish wish;
  private final LocalDate announced;
  private final LocalDate lastDay;
  private final int delay;
  private final LocalDate decided;
  private Optional<LocalDate> erased = Optional.empty();

  /** Some weeks after {@code first}, which is the first day of all, at the earliest. */
  RandomEnd(Random random, Stock stock, Contracts contracts, Wish wish, LocalDate first) {
    this.stock = stock;
    this.contracts = contracts;
    this.wish = wish;
    announced = first.plusDays(10 + random.nextInt(240));
    lastDay = announced.plusDays(random.nextInt(40));
    delay = 1 + random.nextInt(60);
    int days = (int) (lastDay.toEpochDay() - announced.toEpochDay());
    decided = announced.plusDays(random.nextInt(wish == Wish.STAY ? days + 1 : days + 1 + delay));
  }

  /** What is announced, withdrawn or chosen on {@code day}. */
  void act(LocalDate day) {
    if (day.equals(announced)) {
      contracts.terminate(stock.organisation, lastDay, delay, "opr_1");
    }
    if (day.equals(decided)) {
      switch (wish) {
        case STAY -> contracts.withdraw(stock.organisation);
        case SILENCE -> {}
        case RETURN -> contracts.choose(stock.organisation, Choice.RETURN, "usr_one");
        case ERASURE -> contracts.choose(stock.organisation, Choice.ERASURE, "usr_one");
      }
    }
  }

  boolean inService(LocalDate day) {
    return wish == Wish.STAY || !day.isAfter(lastDay);
  }

  /** Whether all that no hold keeps has gone by then. */
  boolean erases(LocalDate day) {
    boolean atOnce = wish == Wish.ERASURE && !day.isBefore(decided);
    return !inService(day) && !day.isBefore(atOnce ? lastDay.plusDays(1) : late());
  }

  /** Thirty whole days pass after the announcement. */
  private LocalDate late() {
    var wanted = lastDay.plusDays(1 + delay);
    var soonest = announced.plusDays(31);
    return wanted.isBefore(soonest) ? soonest : wanted;
  }

  /** Nothing was held any more on {@code day}. */
  void erased(LocalDate day) {
    erased = Optional.of(day);
  }

  boolean isErased() {
    return erased.isPresent();
  }

  /** Whether not even its name is left: looked for an hour at least after it was erased. */
  boolean isForgotten(LocalDate day) {
    return erased.filter(day::isAfter).isPresent()
        && !day.isBefore(lastDay.plusYears(1).plusDays(1));
  }

  LocalDate lastDay() {
    return lastDay;
  }

  State state(LocalDate day) {
    return isErased() ? State.ERASED : inService(day) ? State.ACTIVE : State.ENDED;
  }
}
