package io.pronto.core.recording;

import io.pronto.core.manifest.Outcome;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

/**
 * What a look at the recordings of an organisation's calls of one day at one server came to.
 *
 * @param id {@code rau_} and a ULID
 * @param day in UTC, on which the calls began
 * @param node the server that had the calls
 * @param auditedBy the server that has looked
 * @param planned how many were planned
 * @param states how many ended in each state
 * @param deleted how many were deleted since, by people or by retention
 * @param unaccounted about how many something was found
 * @param findings {@code {"finding", "recording_id", "call_id", "detail"}}, the first thousand of
 *     them
 */
public record RecordingAudit(
    String id,
    LocalDate day,
    String node,
    String auditedBy,
    Instant auditedAt,
    int planned,
    Map<Outcome, Integer> states,
    int deleted,
    int unaccounted,
    JsonArray findings) {
  /** Copies the map. */
  public RecordingAudit {
    states = Map.copyOf(states);
  }

  /** How many ended in {@code state}. */
  public int count(Outcome state) {
    return states.getOrDefault(state, 0);
  }

  /** What part of those planned is accounted for, 0 to 1. */
  public double completeness() {
    return planned == 0 ? 1 : 1 - (double) unaccounted / planned;
  }
}
