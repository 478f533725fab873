package io.pronto.core.retention;

import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.pronto.core.subprocessor.DataCategory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Tells of what the operator will allow, in a transaction of its realm: its own staff by events,
 * and, once two of its accounts have agreed, by a notice each organisation that it affects, whose
 * administrators get it as an event and by e-mail.
 */
final class RetentionBoundNews {
  private RetentionBoundNews() {}

  static void asked(Tx tx, RetentionBoundChange change) {
    tell(tx, "retention_bound_change.waits", change);
  }

  static void inForce(Tx tx, RetentionBoundChange change) {
    tell(tx, "retention_bound_change.in_force", change);
  }

  /**
   * Two have agreed to it.
   *
   * @param before what holds until then
   */
  static void confirmed(
      Tx tx,
      RetentionBoundChange change,
      RetentionBound before,
      RetentionBoundEffect effect,
      Instant now) {
    for (var each : effect.organisations()) {
      var facts =
          facts(change)
              .put("minimum_days", change.wanted().minimumDays().getAsInt())
              .put("maximum_days", change.wanted().maximumDays().getAsInt())
              .put("default", change.wanted().usual().toString())
              .put("maximum_days_before", before.maximumDays().getAsInt())
              .put("default_before", before.usual().toString())
              .put("recordings_deleted_sooner", each.effect().sooner(Category.RECORDING))
              .put("transcripts_deleted_sooner", each.effect().sooner(Category.TRANSCRIPT));
      Notices.give(tx, each.organisation(), Notice.Kind.RETENTION, change.id(), facts, now, now);
    }
    tell(tx, "retention_bound_change.confirmed", change);
  }

  /** It does not come: whoever was told that it would is told so. */
  static void withdrawn(Tx tx, RetentionBoundChange change, Instant now) {
    for (var each : RetentionBoundRows.noticed(tx, change)) {
      Notices.give(tx, each, Notice.Kind.RETENTION_WITHDRAWN, change.id(), facts(change), now, now);
    }
    tell(tx, "retention_bound_change.withdrawn", change);
  }

  private static JsonObject facts(RetentionBoundChange change) {
    var category =
        change.wanted().category() == Category.RECORDING
            ? DataCategory.RECORDINGS
            : DataCategory.TRANSCRIPTS;
    return new JsonObject()
        .put("data_categories", JsonArray.of(category.code()))
        .put("in_force_at", change.inForceAt().map(Instant::toString).orElse(null));
  }

  private static void tell(Tx tx, String type, RetentionBoundChange change) {
    OperatorEvents.append(
        tx,
        News.of(
            type,
            new JsonObject()
                .put("id", change.id())
                .put("category", change.wanted().category().text())
                .put("asked_by", change.askedBy())
                .put("confirmed_by", change.confirmedBy().orElse(null))
                .put("in_force_at", change.inForceAt().map(Instant::toString).orElse(null))));
  }
}
