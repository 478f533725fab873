package io.pronto.core.export;

import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.CdrFilter;
import io.pronto.core.call.HangupCause;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which call records are taken out: those to which all that is said here applies.
 *
 * @param from those that began then or later
 * @param before those that began earlier
 * @param user those in which that user called or was called
 * @param number those from or to that number
 */
public record ExportFilter(
    Optional<Instant> from,
    Optional<Instant> before,
    Optional<Direction> direction,
    Optional<String> user,
    Optional<String> number,
    Optional<HangupCause> cause) {

  /** As {@link io.pronto.core.call.CdrStore} takes it. */
  public CdrFilter cdrs() {
    return new CdrFilter(from, before, direction, user.map(Set::of), number, cause);
  }

  /** As SQL and JSON have it; what was not said is not there. */
  public JsonObject json() {
    var json = new JsonObject();
    from.ifPresent(time -> json.put("from", time.toString()));
    before.ifPresent(time -> json.put("before", time.toString()));
    direction.ifPresent(way -> json.put("direction", way.code()));
    user.ifPresent(id -> json.put("user_id", id));
    number.ifPresent(called -> json.put("number", called));
    cause.ifPresent(why -> json.put("cause", why.code()));
    return json;
  }

  /**
   * Reads {@link #json}.
   *
   * @throws java.time.format.DateTimeParseException for a time that is none
   * @throws IllegalArgumentException for a direction or a cause that is none
   */
  public static ExportFilter of(JsonObject json) {
    return new ExportFilter(
        text(json, "from").map(Instant::parse),
        text(json, "before").map(Instant::parse),
        text(json, "direction").map(Direction::of),
        text(json, "user_id"),
        text(json, "number"),
        text(json, "cause").map(HangupCause::of));
  }

  private static Optional<String> text(JsonObject json, String name) {
    return Optional.ofNullable(json.getString(name));
  }
}
