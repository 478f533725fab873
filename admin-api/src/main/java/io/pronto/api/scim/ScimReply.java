package io.pronto.api.scim;

import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Supplier;

/** What all of SCIM's operations have in common. */
final class ScimReply {
  private static final String TYPE = "application/scim+json";

  private ScimReply() {}

  static Reply ok(JsonObject body) {
    return new Reply.Document(200, TYPE, body);
  }

  static Reply created(JsonObject body, String location) {
    return new Reply.With(new Reply.Document(201, TYPE, body), Map.of("Location", location));
  }

  /** Which attributes {@code request} asks for. */
  static Projection projection(Request request) {
    return Projection.of(request.query("attributes"), request.query("excludedAttributes"));
  }

  /** Reads a whole resource. */
  static <T> T reading(Supplier<T> work) {
    try {
      return work.get();
    } catch (Unreadable unreadable) {
      throw Refusal.invalidSyntax(unreadable.getMessage());
    }
  }

  /** Reads what is to be changed. */
  static <T> T patching(Supplier<T> work) {
    try {
      return work.get();
    } catch (Unreadable unreadable) {
      throw Refusal.invalidPath(unreadable.getMessage());
    }
  }
}
