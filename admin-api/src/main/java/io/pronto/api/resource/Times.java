package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times out of a body: a schema knows their shape, not whether they exist. */
final class Times {
  private Times() {}

  /**
   * The time in that field, to the microsecond, which is as fine as it is kept; empty where it is
   * null or absent.
   *
   * @throws Problem 422 when there is no such time
   */
  static Optional<Instant> optional(JsonObject json, String name, String pointer) {
    try {
      return Optional.ofNullable(json.getString(name))
          .map(text -> OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS));
    } catch (DateTimeParseException e) {
      throw Problem.invalid(pointer, "malformed", "Must be a time that exists");
    }
  }
}
