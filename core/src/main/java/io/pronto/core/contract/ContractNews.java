package io.pronto.core.contract;

import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.SuperAdministrators;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Tells an organisation what happens to its contract: by an event, and its super administrators by
 * e-mail, in the transaction in which it happens.
 */
public final class ContractNews {
  private static final Duration LIFE = Duration.ofDays(14);

  /** Of the screen, where the choice is made. */
  private static final String PAGE = "/";

  private final Outbox outbox;
  private final Optional<MailQueue> mail;

  /**
   * Tells through {@code outbox}.
   *
   * @param mail empty where none is sent: there is the event, and the screen, then
   */
  public ContractNews(Outbox outbox, Optional<MailQueue> mail) {
    this.outbox = outbox;
    this.mail = mail;
  }

  /** The end was announced, or another day for it. */
  void announced(Tx tx, Contract contract) {
    write(
        tx,
        contract.organisation(),
        new Letter.ContractEnding(
            contract.endsOn().orElseThrow(),
            contract.eraseOn().orElseThrow(),
            waiting(contract),
            PAGE));
    tell(tx, "contract.end_announced", contract);
  }

  /** How many whole days the erasure waits where it is not chosen. */
  private static int waiting(Contract contract) {
    var known = contract.erasureAfterDays();
    return contract.choice().filter(Contract.Choice.ERASURE::equals).isPresent()
        ? known
        : Math.toIntExact(
            ChronoUnit.DAYS.between(
                    contract.endsOn().orElseThrow(), contract.eraseOn().orElseThrow())
                - 1);
  }

  /** It does not end after all. */
  void withdrawn(Tx tx, Contract before) {
    write(
        tx, before.organisation(), new Letter.ContractGoesOn(before.endsOn().orElseThrow(), PAGE));
    tell(tx, "contract.end_withdrawn", before);
  }

  /** The trial is about to end. */
  void trialEnds(Tx tx, Contract contract) {
    write(
        tx,
        contract.organisation(),
        new Letter.TrialEnding(
            contract.trialEndsOn().orElseThrow(), contract.erasureAfterDays(), PAGE));
    tell(tx, "contract.trial_ending", contract);
  }

  /** It has ended. */
  void ended(Tx tx, Contract contract) {
    write(
        tx,
        contract.organisation(),
        new Letter.ContractEnded(
            contract.endsOn().orElseThrow(), contract.eraseOn().orElseThrow(), PAGE));
    tell(tx, "contract.ended", contract);
  }

  /** What becomes of the data was chosen. */
  void chosen(Tx tx, Contract contract) {
    tell(tx, "contract.end_chosen", contract);
  }

  private void tell(Tx tx, String type, Contract contract) {
    outbox.append(
        tx,
        type,
        new JsonObject()
            .put("state", contract.state().code())
            .put("trial_ends_on", contract.trialEndsOn().map(Object::toString).orElse(null))
            .put("ends_on", contract.endsOn().map(Object::toString).orElse(null))
            .put("choice", contract.choice().map(Contract.Choice::code).orElse(null))
            .put("erase_on", contract.eraseOn().map(Object::toString).orElse(null)));
  }

  private void write(Tx tx, OrganisationId organisation, Letter letter) {
    mail.ifPresent(
        queue ->
            SuperAdministrators.of(tx, organisation)
                .forEach(each -> queue.post(tx, each, letter, LIFE)));
  }
}
