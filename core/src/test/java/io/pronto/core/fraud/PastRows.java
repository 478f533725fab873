package io.pronto.core.fraud;

import io.pronto.core.Ground;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Calls of the past as rows of {@code cdr}: to the outside and talked, but for what a test says.
 */
final class PastRows {
  private static final String COLUMNS =
      """
      id, organisation_id, direction, caller_number, caller_name, caller_user_id, caller_trunk_id,
      called_number, called_name, called_user_id, called_device_id, called_trunk_id, started_at,
      answered_at, ended_at, cause, sip_status, ended_by, diversions, legs, recording_ids, node\
      """;

  private PastRows() {}

  /** Keeps a call of {@code organisation} to {@code number}; {@code but} has other columns. */
  static void keep(
      OrganisationId organisation, String number, Instant at, int talked, JsonObject but) {
    var row =
        new JsonObject()
            // ids grow with time, as those of calls do
            .put(
                "id",
                "call_%013d%s".formatted(at.toEpochMilli(), CallId.next().value().substring(18)))
            .put("organisation_id", organisation.value())
            .put("direction", "outbound")
            .put("caller_number", "101")
            .put("caller_name", "")
            .put("caller_user_id", "usr_1")
            .put("called_number", number)
            .put("called_name", "")
            .put("called_trunk_id", "trk_1")
            .put("started_at", at.toString())
            .put("answered_at", at.toString())
            .put("ended_at", at.plusSeconds(talked).toString())
            .put("cause", "normal")
            .put("sip_status", 200)
            .put("ended_by", "caller")
            .put("diversions", new JsonArray())
            .put("legs", new JsonArray())
            .put("recording_ids", new JsonArray())
            .put("node", "test")
            .mergeIn(but);
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    "insert into cdr (%s) select %s from jsonb_populate_record(null::cdr, $1)"
                        .formatted(COLUMNS, COLUMNS),
                    row));
  }

  /** A call that {@code direction} says came to somebody who lets it go on to the outside. */
  static JsonObject forwarded(String direction) {
    var row = new JsonObject().put("direction", direction);
    return direction.equals("internal")
        ? row
        : row.put("caller_user_id", null).put("caller_trunk_id", "trk_2");
  }

  /** The leg of a call by a trunk. */
  static JsonObject leg(String role) {
    return new JsonObject().put("role", role).put("trunk_id", "trk_1");
  }
}
