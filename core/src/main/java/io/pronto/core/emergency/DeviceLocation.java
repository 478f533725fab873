package io.pronto.core.emergency;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a device stands, and since when that is known to be so.
 *
 * @param confirmedAt when somebody last said so
 */
public record DeviceLocation(CivicAddress address, Instant confirmedAt) {
  /** Reads the columns {@code location} and {@code location_confirmed_at}. */
  public static Optional<DeviceLocation> of(Row row) {
    return Optional.ofNullable(row.getJsonObject("location"))
        .map(
            json ->
                new DeviceLocation(
                    CivicAddress.of(json),
                    row.getOffsetDateTime("location_confirmed_at").toInstant()));
  }

  /** By the names of the API. */
  public JsonObject json() {
    return address.json().put("confirmed_at", confirmedAt.toString());
  }
}
