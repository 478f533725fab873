package io.pronto.api.scim;

import io.pronto.api.web.Request;
import io.pronto.core.provisioning.Slice;
import io.pronto.core.provisioning.Window;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * Which part of a list is wanted (RFC 7644, section 3.4.2.4).
 *
 * @param startIndex from 1
 */
record Listing(long startIndex, int count) {
  /** The most that are answered at once, as ServiceProviderConfig says. */
  static final int MOST = 200;

  private static final int USUAL = 100;

  /**
   * What {@code request} asks for: less than the least is the least, more than the most the most.
   */
  static Listing of(Request request) {
    long start = request.query("startIndex").map(Long::parseLong).orElse(1L);
    long count = request.query("count").map(Long::parseLong).orElse((long) USUAL);
    return new Listing(Math.max(1, start), Math.clamp(count, 0, MOST));
  }

  Window window() {
    return new Window(startIndex - 1, count);
  }

  /** The list of which {@code slice} is the part wanted. */
  <T> JsonObject json(Slice<T> slice, Function<T, JsonObject> read) {
    return ScimJson.list(slice.total(), startIndex, slice.items().stream().map(read).toList());
  }
}
