package io.pronto.core.contract;

import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.contract.Contract.Choice;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.contract.ContractRefused.Reason;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;

/** What the operator and organisations decide about contracts, and their people are told. */
public final class Contracts {
  private final Database database;
  private final ContractNews news;
  private final InstantSource clock;

  /** Keeps them in {@code database}; whoever is concerned is told by {@code news}. */
  public Contracts(Database database, ContractNews news, InstantSource clock) {
    this.database = database;
    this.news = news;
    this.clock = clock;
  }

  /** Which day it is where contracts are counted. */
  public LocalDate today() {
    return WorkingDays.FRANCE.date(clock.instant());
  }

  /** That of {@code organisation}. */
  public Optional<Contract> find(OrganisationId organisation) {
    return database.in(organisation, tx -> ContractRows.read(tx, organisation));
  }

  /**
   * Has a contract that was just made begin with a trial.
   *
   * @throws ContractRefused if the day has passed
   */
  public void tryOut(OrganisationId organisation, LocalDate lastDay) {
    requireDay(lastDay, "The trial's last day");
    database.in(
        organisation,
        tx ->
            tx.update(
                "update contract set state = 'trial', trial_ends_on = $2 where organisation_id ="
                    + " $1",
                organisation.value(),
                lastDay));
  }

  /**
   * Makes a trial a contract without an end; empty when there is no such organisation.
   *
   * @throws ContractRefused if it is no trial, or no more
   */
  public Optional<Contract> activate(OrganisationId organisation) {
    return changing(
        organisation,
        (tx, before) -> {
          if (before.state() != State.TRIAL) {
            throw new ContractRefused(
                Reason.NO_TRIAL, "The contract is " + before.state().code() + ", no trial");
          }
          tx.update(
              """
              update contract set state = 'active', trial_ends_on = null
               where organisation_id = $1
              """,
              organisation.value());
        });
  }

  /**
   * Announces the end of a contract, or another day for it; its super administrators are told. The
   * erasure is thirty whole days after today at the earliest, unless they choose it. Empty when
   * there is no such organisation.
   *
   * @param lastDay on which all works, today at the earliest
   * @param erasureAfterDays how many whole days after that the erasure waits, 1 to 365
   * @param by the operator's account
   * @throws ContractRefused if it has ended, or the day has passed
   */
  public Optional<Contract> terminate(
      OrganisationId organisation, LocalDate lastDay, int erasureAfterDays, String by) {
    return changing(
        organisation,
        (tx, before) -> {
          requireRunning(before);
          requireDay(lastDay, "The last day");
          tx.update(
              """
              update contract set ends_on = $2, erasure_after_days = $3, announced_at = $4,
                     announced_by = $5, announced_on = $6
               where organisation_id = $1
              """,
              organisation.value(),
              lastDay,
              erasureAfterDays,
              ContractRows.utc(clock.instant()),
              by,
              today());
          news.announced(tx, ContractRows.read(tx, organisation).orElseThrow());
        });
  }

  /**
   * Withdraws an end that was announced, or has come: until the erasure has got so far that nothing
   * of it can be undone, all works again with what there is. A choice that was made goes with it.
   * Empty when there is no such organisation.
   *
   * @throws ContractRefused if the data are being erased, or no end was announced
   */
  public Optional<Contract> withdraw(OrganisationId organisation) {
    return changing(
        organisation,
        (tx, before) -> {
          if (before.endsOn().isEmpty()) {
            throw new ContractRefused(Reason.NO_END_ANNOUNCED, "No end of it was announced");
          }
          if (before.state() == State.ERASED || ContractErasure.hasBegun(tx, organisation)) {
            throw new ContractRefused(Reason.ERASED, "The data are being erased: that is final");
          }
          tx.update(
              """
              update contract set ends_on = null, announced_at = null, announced_by = null,
                     announced_on = null, choice = null, chosen_by = null, chosen_at = null,
                     held = 0, looked_at = null,
                     trial_ends_on = case when state <> 'ended' then trial_ends_on end,
                     state = case when state = 'ended' then 'active' else state end
               where organisation_id = $1
              """,
              organisation.value());
          news.withdrawn(tx, before);
        });
  }

  /**
   * Chooses what becomes of an organisation's data at the end, once that is known; until the
   * erasure it may be chosen anew.
   *
   * @param by the user
   * @throws ContractRefused if no end was announced, or the data are being erased
   */
  public Contract choose(OrganisationId organisation, Choice choice, String by) {
    return changing(
            organisation,
            (tx, before) -> {
              requireEnd(before);
              requireData(tx, before);
              tx.update(
                  """
                  update contract set choice = $2, chosen_by = $3, chosen_at = $4
                   where organisation_id = $1
                  """,
                  organisation.value(),
                  choice.code(),
                  by,
                  ContractRows.utc(clock.instant()));
              news.chosen(tx, ContractRows.read(tx, organisation).orElseThrow());
            })
        .orElseThrow();
  }

  /**
   * Checks that all of an organisation's data may be returned, in {@code tx} of the organisation:
   * no erasure begins before that ends.
   *
   * @throws ContractRefused if that was not chosen, or the data are being erased
   */
  public Contract requireReturn(Tx tx, OrganisationId organisation) {
    var contract = ContractRows.locked(tx, organisation).orElseThrow();
    requireEnd(contract);
    requireData(tx, contract);
    if (contract.choice().filter(Choice.RETURN::equals).isEmpty()) {
      throw new ContractRefused(
          Reason.RETURN_NOT_CHOSEN, "Choose the return first: PUT /v1/contract/end_choice");
    }
    return contract;
  }

  private interface Change {
    void make(Tx tx, Contract before);
  }

  private Optional<Contract> changing(OrganisationId organisation, Change change) {
    return database.in(
        organisation,
        tx -> {
          var before = ContractRows.locked(tx, organisation);
          before.ifPresent(found -> change.make(tx, found));
          return ContractRows.read(tx, organisation);
        });
  }

  private static void requireRunning(Contract contract) {
    if (contract.state() == State.ENDED || contract.state() == State.ERASED) {
      throw new ContractRefused(
          Reason.CONTRACT_ENDED,
          "The contract has ended on %s: withdraw the end first"
              .formatted(contract.endsOn().orElseThrow()));
    }
  }

  private static void requireEnd(Contract contract) {
    if (contract.endsOn().isEmpty()) {
      throw new ContractRefused(Reason.NO_END_ANNOUNCED, "No end of the contract was announced");
    }
  }

  private static void requireData(Tx tx, Contract contract) {
    if (contract.state() == State.ERASED || ContractErasure.mayLack(tx, contract.organisation())) {
      throw new ContractRefused(Reason.ERASED, "The data are being erased: that is final");
    }
  }

  private void requireDay(LocalDate day, String what) {
    if (day.isBefore(today())) {
      throw new ContractRefused(
          Reason.DAY_PASSED, "%s must be today, %s, or later".formatted(what, today()));
    }
  }
}
