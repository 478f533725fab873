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
 * @param restricted whether whoever took part has had their data restricted (GDPR art. 18): it is
 *     shown, since law has it kept to account for calls, and what was said is not
 */
public record StoredCdr(
    CallDetailRecord cdr,
    String legsJson,
    List<String> recordingIds,
    LocalDate deleteAfter,
    boolean held,
    boolean restricted) {
  /** Copies the list. */
  public StoredCdr {
    recordingIds = List.copyOf(recordingIds);
  }

  /** Its legs. */
  public List<LegRecord> legs() {
    return new JsonArray(legsJson).stream().map(JsonObject.class::cast).map(LegJson::read).toList();
  }
}
