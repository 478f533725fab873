package io.pronto.core.retention;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.retention.RetentionBoundEffect.OfOrganisation;
import io.pronto.core.retention.RetentionRule.Scope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the operator allows organisations to decide. To allow more, or for longer, is in force at
 * once; to allow less would delete what organisations wanted kept, and waits ({@link
 * RetentionBoundChange}).
 */
public final class RetentionBounds {
  /** The most days that a month has. */
  private static final int MONTH = 31;

  private final Database database;
  private final InstantSource clock;

  /** Keeps it in {@code database}, by the system's clock. */
  public RetentionBounds(Database database) {
    this(database, InstantSource.system());
  }

  /**
   * Keeps it in {@code database}; it is what {@code clock} says, but never later than there, and no
   * shorter does a change wait.
   */
  public RetentionBounds(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** That of every category that is limited. */
  public List<RetentionBound> list() {
    return database.asOperator(RetentionBounds::list);
  }

  /** All of them, in {@code tx}. */
  static List<RetentionBound> list(Tx tx) {
    return RetentionBoundRows.list(tx);
  }

  /** That of every category, with what waits. */
  public List<RetentionBoundState> states() {
    return database.asOperator(
        tx ->
            list(tx).stream()
                .map(bound -> RetentionBoundRows.state(tx, bound.category()))
                .toList());
  }

  /** That of {@code category}, which is limited. */
  public RetentionBoundState find(Category category) {
    return database.asOperator(tx -> RetentionBoundRows.state(tx, category));
  }

  /**
   * Puts {@code wanted} in the place of what held, or has it wait where it allows less; a change
   * that waited is dropped. What is in force applies at once to what is written, and from the next
   * sweep on, within the hour, to what there is.
   *
   * @param by the operator's account that wants it
   * @param check is given what held, which nobody else changes meanwhile, and refuses by throwing
   */
  public RetentionBoundState put(
      RetentionBound wanted, String by, Consumer<RetentionBoundState> check) {
    return database.asOperator(
        tx -> {
          var before = RetentionBoundRows.locked(tx, wanted.category());
          check.accept(before);
          before.pending().ifPresent(change -> withdraw(tx, change));
          if (RetentionBoundRows.allowsLess(tx, wanted)) {
            RetentionBoundNews.asked(tx, RetentionBoundRows.wait(tx, wanted, by, clock.instant()));
          } else {
            RetentionBoundRows.replace(tx, wanted);
          }
          return RetentionBoundRows.state(tx, wanted.category());
        });
  }

  /**
   * What {@code wanted} would do to what there is of every organisation, were it in force now: by
   * the same functions as what an organisation decides. Changes nothing.
   */
  public RetentionBoundEffect preview(RetentionBound wanted) {
    boolean waits = database.asOperator(tx -> RetentionBoundRows.allowsLess(tx, wanted));
    var bounds =
        list().stream()
            .filter(bound -> !bound.fixed())
            .map(bound -> bound.category() == wanted.category() ? wanted : bound)
            .toList();
    var whole = Optional.<RetentionEffect>empty();
    var affected = new ArrayList<OfOrganisation>();
    for (var organisation : database.asOperator(RetentionBoundRows::organisations)) {
      var reckoned = database.in(organisation, tx -> reckon(tx, organisation, bounds, wanted));
      whole = Optional.of(whole.map(reckoned.effect::plus).orElse(reckoned.effect));
      if (waits && reckoned.affected) {
        affected.add(new OfOrganisation(organisation, reckoned.effect));
      }
    }
    return new RetentionBoundEffect(waits, whole.orElse(new RetentionEffect(List.of())), affected);
  }

  private record Reckoned(RetentionEffect effect, boolean affected) {}

  private static Reckoned reckon(
      Tx tx, OrganisationId organisation, List<RetentionBound> bounds, RetentionBound wanted) {
    var effect = RetentionRows.effect(tx, organisation, bounds);
    return new Reckoned(
        effect, effect.deletesSooner() || holdsNoMore(RetentionRows.state(tx), wanted));
  }

  /** Whether a rule is above the maximum, or what is usual another or above it for who has none. */
  private static boolean holdsNoMore(RetentionState state, RetentionBound wanted) {
    int most = wanted.maximumDays().getAsInt();
    var rules =
        state.policy().rules().stream()
            .filter(rule -> rule.category() == wanted.category())
            .toList();
    boolean decided = rules.stream().anyMatch(rule -> rule.scope() == Scope.ORGANISATION);
    boolean usual =
        state.bounds().stream()
                .noneMatch(
                    bound ->
                        bound.usual().equals(wanted.usual())
                            && bound.category() == wanted.category())
            || wanted.usual().toTotalMonths() * MONTH + wanted.usual().getDays() > most;
    return rules.stream().anyMatch(rule -> rule.days() > most) || usual && !decided;
  }

  /**
   * Has the change that waits be in force when whoever it affects has known of it for seven days,
   * since {@code by}, another of the operator's accounts, wants it as well.
   *
   * @throws NothingToConfirm if none waits for that, or {@code by} has asked for it
   */
  public RetentionBoundState confirm(Category category, String by) {
    var change = confirmable(find(category), by);
    var effect = preview(change.wanted());
    return database.asOperator(
        tx -> {
          var state = RetentionBoundRows.locked(tx, category);
          if (!confirmable(state, by).id().equals(change.id())) {
            throw new NothingToConfirm(false);
          }
          var now = clock.instant();
          RetentionBoundNews.confirmed(
              tx, RetentionBoundRows.confirm(tx, category, by, now), state.bound(), effect, now);
          return RetentionBoundRows.state(tx, category);
        });
  }

  private static RetentionBoundChange confirmable(RetentionBoundState state, String by) {
    var change =
        state
            .pending()
            .filter(waiting -> waiting.confirmedBy().isEmpty())
            .orElseThrow(() -> new NothingToConfirm(false));
    if (change.askedBy().equals(by)) {
      throw new NothingToConfirm(true);
    }
    return change;
  }

  /** Drops the change that waits, and tells whoever was told of it; returns whether one did. */
  public boolean withdraw(Category category) {
    return database.asOperator(
        tx -> {
          var change = RetentionBoundRows.locked(tx, category).pending();
          change.ifPresent(waiting -> withdraw(tx, waiting));
          return change.isPresent();
        });
  }

  private void withdraw(Tx tx, RetentionBoundChange change) {
    RetentionBoundRows.drop(tx, change);
    RetentionBoundNews.withdrawn(tx, change, clock.instant());
  }

  /** Puts what has waited for long enough in force; returns how many categories it is about. */
  int putInForceIfDue() {
    return database.asOperator(
        tx -> {
          var due = RetentionBoundRows.due(tx, clock.instant());
          for (var change : due) {
            RetentionBoundRows.replace(tx, change.wanted());
            RetentionBoundRows.drop(tx, change);
            RetentionBoundNews.inForce(tx, change);
          }
          return due.size();
        });
  }
}
