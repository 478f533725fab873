package io.pronto.core.retention;

import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.event.Outbox;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.SuperAdministrators;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells an organisation of a change that waits: by an event, and all its administrators by e-mail,
 * when it is asked for and a day before it is in force, in the transaction in which that happens.
 */
final class RetentionNews {
  private static final Duration LIFE = Duration.ofDays(7);

  /** Of the screen, where it is confirmed and withdrawn. */
  private static final String PAGE = "/";

  private final Outbox outbox;
  private final Optional<MailQueue> mail;

  /**
   * Tells through {@code outbox}.
   *
   * @param mail empty where none is sent: there is the event, and the screen, then
   */
  RetentionNews(Outbox outbox, Optional<MailQueue> mail) {
    this.outbox = outbox;
    this.mail = mail;
  }

  /**
   * It is asked for.
   *
   * @param effect empty where that cannot be reckoned now
   */
  void asked(
      Tx tx,
      OrganisationId organisation,
      RetentionChange change,
      Optional<RetentionEffect> effect) {
    var recordings = effect.map(each -> each.sooner(Category.RECORDING));
    var transcripts = effect.map(each -> each.sooner(Category.TRANSCRIPT));
    write(
        tx,
        organisation,
        change.needsConfirmation()
            ? new Letter.RetentionAsked(recordings, transcripts, PAGE)
            : new Letter.RetentionWaits(change.inForceAt(), recordings, transcripts, PAGE));
    tell(tx, "retention_change.waits", change);
  }

  /** Two have agreed to it, a day or less before it is in force. */
  void confirmed(Tx tx, OrganisationId organisation, RetentionChange change) {
    isNear(tx, organisation, change);
    tell(tx, "retention_change.confirmed", change);
  }

  /** It is in force in a day. */
  void isNear(Tx tx, OrganisationId organisation, RetentionChange change) {
    write(tx, organisation, new Letter.RetentionNear(change.inForceAt(), PAGE));
  }

  private void tell(Tx tx, String type, RetentionChange change) {
    outbox.append(
        tx,
        type,
        new JsonObject()
            .put("id", change.id())
            .put("asked_by", change.askedBy())
            .put("needs_confirmation", change.needsConfirmation())
            .put("confirmed_by", change.confirmedBy().orElse(null))
            .put("in_force_at", change.inForceAt().toString()));
  }

  private void write(Tx tx, OrganisationId organisation, Letter letter) {
    mail.ifPresent(
        queue ->
            SuperAdministrators.andAdministrators(tx, organisation)
                .forEach(each -> queue.post(tx, each, letter, LIFE)));
  }
}
