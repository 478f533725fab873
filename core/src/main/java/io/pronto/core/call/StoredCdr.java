package io.pronto.core.call;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;

/**
 * A CDR as it is kept.
 *
 * @param cdr without its legs and its trace, and without its recordings, which are kept elsewhere
 *     and for as long as they may
 * @param legsJson its legs as a JSON array, as the API shows them; a list passes it on unread
 * @param recordingIds which recordings were made of it; some may be deleted since
 * @param deleteAfter the last day on which it is kept, 12 months from the call
 * @param held whether a legal hold keeps it for longer
 */
public record StoredCdr(
    CallDetailRecord cdr,
    String legsJson,
    List<String> recordingIds,
    LocalDate deleteAfter,
    boolean held) {
  /** Copies the list. */
  public StoredCdr {
    recordingIds = List.copyOf(recordingIds);
  }

  /** Its legs. */
  public List<LegRecord> legs() {
    return new JsonArray(legsJson).stream().map(JsonObject.class::cast).map(LegJson::read).toList();
  }
}
