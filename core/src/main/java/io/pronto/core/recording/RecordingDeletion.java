package io.pronto.core.recording;

import io.pronto.core.db.Tx;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.destruction.Category;
import io.pronto.core.event.Outbox;
import io.pronto.core.hold.Held;
import io.vertx.core.json.JsonObject;

/** Deletes recordings because somebody wants it, before their deadline. */
public final class RecordingDeletion {
  private final RecordingStore store;
  private final Outbox outbox;
  private final ByHand byHand;

  /** Deletes from {@code store}, tells of it through {@code outbox}, and certifies it. */
  public RecordingDeletion(RecordingStore store, Outbox outbox, ByHand byHand) {
    this.store = store;
    this.outbox = outbox;
    this.byHand = byHand;
  }

  /**
   * Deletes {@code recording} with all that was made of it, as {@link RecordingStore#delete} does,
   * in {@code tx}, which does nothing after it; false when it is gone already.
   *
   * @throws Held where a legal hold keeps it
   */
  public boolean delete(Tx tx, Recording recording) {
    var id = recording.id();
    Held.requireFree(tx, id);
    if (tx.one("select from recording where id = $1 for update", id).isEmpty()) {
      return false;
    }
    var transcripts =
        tx.query("select id, spoken_at from transcript where recording_id = $1 for update", id);
    store.delete(tx, id);
    outbox.append(
        tx,
        "recording.deleted",
        new JsonObject().put("id", id).put("call_id", recording.call().value()));
    var organisation = recording.organisation();
    byHand.certify(tx, organisation, Category.RECORDING, id, recording.startedAt());
    transcripts.forEach(
        row ->
            byHand.certify(
                tx,
                organisation,
                Category.TRANSCRIPT,
                row.getString("id"),
                row.getOffsetDateTime("spoken_at").toInstant()));
    return true;
  }
}
