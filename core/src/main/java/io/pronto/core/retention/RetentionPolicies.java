package io.pronto.core.retention;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.db.Work;
import io.pronto.core.event.Outbox;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.organisation.OrganisationId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What organisations have decided about how long things are kept. What they decide acts on what
 * there is, but for what was due already, which never comes back; a change that would have anything
 * deleted sooner waits ({@link RetentionChange}), and who administers it is told. Of little,
 * deadlines are derived at once, of more by the next sweep, which deletes nothing before.
 */
public final class RetentionPolicies {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionPolicies.class);

  /** How many steps whoever decides waits for: five batches, after the beginning and to the end. */
  private static final int AT_ONCE = 7;

  private final Database database;
  private final RetentionNews news;
  private final InstantSource clock;

  /** The same that writes no mail. */
  public RetentionPolicies(Database database, Outbox outbox, InstantSource clock) {
    this(database, outbox, Optional.empty(), clock);
  }

  /**
   * Keeps them in {@code database}, and tells through {@code outbox} and by {@code mail} of changes
   * that wait; it is what {@code clock} says, but never later than there, and no shorter does a
   * change wait.
   */
  public RetentionPolicies(
      Database database, Outbox outbox, Optional<MailQueue> mail, InstantSource clock) {
    this.database = database;
    this.news = new RetentionNews(outbox, mail);
    this.clock = clock;
  }

  /** What holds for {@code organisation}. */
  public RetentionState find(OrganisationId organisation) {
    return database.in(organisation, RetentionPolicies::state);
  }

  /** The same of the organisation that acts in {@code tx}. */
  public static RetentionState state(Tx tx) {
    return RetentionRows.state(tx);
  }

  /** What {@code wanted} would delete, and when, were it in force now. Changes nothing. */
  public RetentionEffect preview(OrganisationId organisation, RetentionPolicy wanted) {
    return database.in(
        organisation,
        tx -> {
          RuleCheck.check(tx, wanted, RetentionRows.state(tx));
          return RetentionRows.effect(tx, organisation, wanted);
        });
  }

  /**
   * Puts {@code wanted} in the place of what held, or has it wait; a change that waited is dropped.
   * What it would delete is reckoned before, while everything else goes on: something that is
   * recorded in the same moment has no say in whether it waits. While deadlines are derived by an
   * earlier decision, nothing can be reckoned, and it waits.
   *
   * @param by the id of the user or of the API key that wants it
   * @param check is given what held, which nobody else changes meanwhile, and refuses by throwing;
   *     it may be asked more than once
   * @throws RuleRefused where a rule cannot be
   */
  public RetentionState put(
      OrganisationId organisation,
      RetentionPolicy wanted,
      String by,
      Consumer<RetentionState> check) {
    deriveLittle(organisation);
    while (true) { // again only where somebody else has changed something in between
      var reckoned = database.in(organisation, tx -> reckon(tx, organisation, wanted, check));
      var put =
          locked(
              organisation,
              tx -> {
                var before = RetentionRows.state(tx);
                check.accept(before);
                RuleCheck.check(tx, wanted, before);
                return reckoned.holds(before)
                    ? Optional.of(put(tx, organisation, wanted, by, reckoned))
                    : Optional.<RetentionState>empty();
              });
      if (put.isPresent()) {
        deriveLittle(organisation);
        return put.get();
      }
    }
  }

  /** What a change does, by what held; empty while that cannot be reckoned. */
  private record Reckoned(RetentionState before, Optional<RetentionEffect> effect) {
    boolean holds(RetentionState now) {
      return now.policy().equals(before.policy()) && now.bounds().equals(before.bounds());
    }

    boolean deletesSooner() {
      return effect.map(RetentionEffect::deletesSooner).orElse(true);
    }
  }

  private static Reckoned reckon(
      Tx tx, OrganisationId organisation, RetentionPolicy wanted, Consumer<RetentionState> check) {
    var before = RetentionRows.state(tx);
    check.accept(before);
    RuleCheck.check(tx, wanted, before);
    return new Reckoned(
        before,
        RetentionRows.isDeriving(tx)
            ? Optional.empty()
            : Optional.of(RetentionRows.effect(tx, organisation, wanted)));
  }

  private RetentionState put(
      Tx tx, OrganisationId organisation, RetentionPolicy wanted, String by, Reckoned reckoned) {
    RetentionRows.dropChange(tx);
    if (reckoned.deletesSooner()) {
      var change = RetentionRows.wait(tx, organisation, wanted, by, clock.instant());
      news.asked(tx, organisation, change, reckoned.effect);
    } else {
      RetentionRows.putInForce(tx, organisation, wanted);
    }
    return RetentionRows.state(tx);
  }

  /**
   * Has the change that waits be in force a day from now, since {@code by} wants it as well: until
   * then all who administer the organisation have been told, and any of them may withdraw it.
   *
   * @throws NothingToConfirm if none waits for that, or {@code by} has asked for it
   */
  public RetentionState confirm(OrganisationId organisation, String by) {
    return locked(
        organisation,
        tx -> {
          var change =
              RetentionRows.change(tx)
                  .filter(waiting -> waiting.confirmedBy().isEmpty())
                  .orElseThrow(() -> new NothingToConfirm(false));
          if (change.askedBy().equals(by)) {
            throw new NothingToConfirm(true);
          }
          news.confirmed(tx, organisation, RetentionRows.confirm(tx, by, clock.instant()));
          return RetentionRows.state(tx);
        });
  }

  /** Drops the change that waits; returns whether one did. */
  public boolean withdraw(OrganisationId organisation) {
    return locked(organisation, RetentionRows::dropChange);
  }

  /** Whose change is in force by itself in a day, and was not told. */
  List<OrganisationId> changesNear() {
    return organisations(
        "select id from retention_changes_near($1) id", RetentionRows.utc(clock.instant()));
  }

  /** Tells the administrators of {@code organisation} of such a change; returns whether. */
  boolean tellIfNear(OrganisationId organisation) {
    return locked(
        organisation,
        tx -> {
          var near = RetentionRows.changeNear(tx, clock.instant());
          near.ifPresent(change -> news.isNear(tx, organisation, change));
          return near.isPresent();
        });
  }

  /** Whose change comes into force by now. */
  List<OrganisationId> changesDue() {
    return organisations(
        "select id from retention_changes_due($1) id", RetentionRows.utc(clock.instant()));
  }

  /** Puts the change of {@code organisation} in force if its day has come; returns whether. */
  boolean putInForceIfDue(OrganisationId organisation) {
    return locked(
        organisation,
        tx -> {
          var due = RetentionRows.changeDue(tx, clock.instant());
          due.ifPresent(change -> inForce(tx, organisation, change));
          return due.isPresent();
        });
  }

  /** Whose deadlines are to be derived again, since rules or bounds have changed. */
  List<OrganisationId> derivations() {
    return organisations("select id from retention_derivations() id");
  }

  /** Derives the next deadlines of {@code organisation}'s; returns whether all have theirs. */
  boolean derive(OrganisationId organisation) {
    return database.in(organisation, RetentionRows::derive);
  }

  /** What there is too much of is left to the sweep: what was decided is decided. */
  private void deriveLittle(OrganisationId organisation) {
    try {
      boolean done = false;
      for (int i = 0; i < AT_ONCE && !done; i++) {
        done = derive(organisation);
      }
    } catch (DatabaseUnavailable later) {
      LOG.atWarn()
          .addKeyValue("organisation", organisation.value())
          .log("Deadlines are derived by the next sweep: {}", later.getMessage());
    }
  }

  private List<OrganisationId> organisations(String sql, Object... args) {
    return database.asStranger(tx -> tx.query(sql, args)).stream()
        .map(row -> new OrganisationId(row.getString("id")))
        .toList();
  }

  private static void inForce(Tx tx, OrganisationId organisation, RetentionChange change) {
    RetentionRows.dropChange(tx);
    RetentionRows.putInForce(tx, organisation, change.policy());
  }

  private <T> T locked(OrganisationId organisation, Work<T> work) {
    return database.in(
        organisation,
        tx -> {
          RetentionRows.lock(tx, organisation);
          return work.run(tx);
        });
  }
}
