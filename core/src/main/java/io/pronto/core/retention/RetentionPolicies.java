package io.pronto.core.retention;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.db.Work;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What organisations have decided about how long things are kept. What they decide acts on what
 * there is, at once, but for what was due already, which never comes back; a change that would have
 * anything deleted sooner waits ({@link RetentionChange}).
 */
public final class RetentionPolicies {
  private final Database database;
  private final Outbox outbox;
  private final InstantSource clock;

  /**
   * Keeps them in {@code database}, and tells through {@code outbox} of changes that wait; it is
   * what {@code clock} says, but never later than there.
   */
  public RetentionPolicies(Database database, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** What holds for {@code organisation}. */
  public RetentionState find(OrganisationId organisation) {
    return database.in(organisation, RetentionRows::state);
  }

  /** What {@code wanted} would delete, and when, were it in force now. Changes nothing. */
  public RetentionEffect preview(OrganisationId organisation, RetentionPolicy wanted) {
    return database.in(
        organisation,
        tx -> {
          RuleCheck.check(tx, wanted, RetentionRows.state(tx));
          return RetentionRows.effect(tx, organisation, wanted, clock.instant());
        });
  }

  /**
   * Puts {@code wanted} in the place of what held, or has it wait; a change that waited is dropped.
   *
   * @param by the id of the user or of the API key that wants it
   * @param check is given what held, which nobody else changes meanwhile, and refuses by throwing
   * @throws RuleRefused where a rule cannot be
   */
  public RetentionState put(
      OrganisationId organisation,
      RetentionPolicy wanted,
      String by,
      Consumer<RetentionState> check) {
    return locked(
        organisation,
        tx -> {
          var before = RetentionRows.state(tx);
          check.accept(before);
          RuleCheck.check(tx, wanted, before);
          RetentionRows.dropChange(tx);
          var now = clock.instant();
          if (RetentionRows.effect(tx, organisation, wanted, now).deletesSooner()) {
            var inForceAt = now.plus(RetentionChange.WAIT);
            var change = new RetentionChange(Id.next("rch"), by, now, inForceAt, wanted);
            RetentionRows.wait(tx, organisation, change);
            outbox.append(tx, "retention_change.waits", told(change));
          } else {
            RetentionRows.putInForce(tx, organisation, wanted, now);
          }
          return RetentionRows.state(tx);
        });
  }

  /**
   * Puts the change that waits in force now, since {@code by} wants it as well.
   *
   * @throws NothingToConfirm if none waits, or {@code by} has asked for it
   */
  public RetentionState confirm(OrganisationId organisation, String by) {
    return locked(
        organisation,
        tx -> {
          var change = RetentionRows.change(tx).orElseThrow(() -> new NothingToConfirm(false));
          if (change.askedBy().equals(by)) {
            throw new NothingToConfirm(true);
          }
          inForce(tx, organisation, change);
          return RetentionRows.state(tx);
        });
  }

  /** Drops the change that waits; returns whether one did. */
  public boolean withdraw(OrganisationId organisation) {
    return locked(organisation, RetentionRows::dropChange);
  }

  /** Puts the changes in force whose day has come; returns how many. */
  int putDueInForce() {
    var now = clock.instant();
    int changed = 0;
    for (var id :
        database.asStranger(
            tx ->
                tx.query("select id from retention_changes_due($1) id", RetentionRows.utc(now)))) {
      var organisation = new OrganisationId(id.getString("id"));
      changed += locked(organisation, tx -> putInForceIfDue(tx, organisation)) ? 1 : 0;
    }
    return changed;
  }

  /** Derives the deadlines of organisations again, for which bounds have changed. */
  void deriveAgain() {
    for (var id :
        database.asStranger(tx -> tx.query("select id from retention_derivations() id"))) {
      locked(
          new OrganisationId(id.getString("id")), tx -> RetentionRows.derive(tx, clock.instant()));
    }
  }

  private boolean putInForceIfDue(Tx tx, OrganisationId organisation) {
    Optional<RetentionChange> due =
        RetentionRows.change(tx).filter(change -> !change.inForceAt().isAfter(clock.instant()));
    due.ifPresent(change -> inForce(tx, organisation, change));
    return due.isPresent();
  }

  private void inForce(Tx tx, OrganisationId organisation, RetentionChange change) {
    RetentionRows.dropChange(tx);
    RetentionRows.putInForce(tx, organisation, change.policy(), clock.instant());
  }

  private <T> T locked(OrganisationId organisation, Work<T> work) {
    return database.in(
        organisation,
        tx -> {
          RetentionRows.lock(tx, organisation);
          return work.run(tx);
        });
  }

  private static JsonObject told(RetentionChange change) {
    return new JsonObject()
        .put("id", change.id())
        .put("asked_by", change.askedBy())
        .put("in_force_at", change.inForceAt().toString());
  }
}
