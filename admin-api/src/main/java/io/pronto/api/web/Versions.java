package io.pronto.api.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.api.contract.Operation;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Map;

/**
 * Which version of something is seen, and which somebody means (RFC 9110, sections 8.8.3 and 13).
 * An entity tag is a hash of the JSON that is shown: it needs no column, outlives a dump and a
 * restore, and is the same on every node. Where a change leaves what is shown as it was, as a new
 * password does, the tag stays too.
 */
final class Versions {
  /** As much of the hash as makes it sure that no two are the same: 132 bits. */
  private static final int LENGTH = 22;

  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";

  private Versions() {}

  /** The tag of what reads {@code json}. */
  static String tag(JsonObject json) {
    return '"' + Digests.sha256(json.encode().getBytes(UTF_8)).substring(0, LENGTH) + '"';
  }

  /**
   * The same reply with its tag, where the operation has versions; only that where the caller has
   * that version already.
   */
  static Reply tagged(Request request, Reply reply) {
    if (!has(request.operation()) || !(reply instanceof Reply.Json json) || json.status() != 200) {
      return reply;
    }
    var tag = tag(json.body());
    boolean known = request.query(IF_NONE_MATCH).filter(tags -> names(tags, tag)).isPresent();
    return new Reply.With(known ? new Reply.Unchanged() : reply, Map.of("ETag", tag));
  }

  private static boolean has(Operation operation) {
    return operation.parameters().stream()
        .anyMatch(
            parameter ->
                parameter.name().equals(IF_MATCH) || parameter.name().equals(IF_NONE_MATCH));
  }

  /** Whether the caller means what reads {@code json} by If-Match, or anything at all. */
  static boolean meant(Request request, JsonObject json) {
    return request
        .query(IF_MATCH)
        .map(tags -> tags.equals("*") || list(tags).anyMatch(tag(json)::equals))
        .orElse(true);
  }

  /** By weak comparison: proxies that compress make strong tags weak. */
  private static boolean names(String tags, String tag) {
    return tags.equals("*")
        || list(tags).map(each -> each.replaceFirst("^W/", "")).anyMatch(tag::equals);
  }

  private static java.util.stream.Stream<String> list(String tags) {
    return Arrays.stream(tags.split(",")).map(String::strip);
  }
}
