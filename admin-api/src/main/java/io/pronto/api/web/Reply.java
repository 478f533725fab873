package io.pronto.api.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** What is answered to a request. */
public sealed interface Reply {
  /** JSON. */
  record Json(int status, JsonObject body) implements Reply {}

  /** JSON of another media type. */
  record Document(int status, String type, JsonObject body) implements Reply {}

  /** 204: done, and nothing to say. */
  record Empty() implements Reply {}

  /** 304: the caller has it already. */
  record Unchanged() implements Reply {}

  /** Another one, with headers of its own. */
  record With(Reply reply, Map<String, String> headers) implements Reply {
    /** Copies the map. */
    public With {
      headers = Map.copyOf(headers);
    }
  }

  /** 202: it will be seen to, and there is nothing to say. */
  record Accepted() implements Reply {}

  /** 302: the browser is to go on there; the address may be relative to the server. */
  record Redirect(String location) implements Reply {}

  /** Some text or file. */
  record Text(String type, Buffer body, Map<String, String> headers) implements Reply {
    /** The text in UTF-8. */
    public Text(String type, String body, Map<String, String> headers) {
      this(type, Buffer.buffer(body), headers);
    }
  }

  /**
   * Bytes that are made while they are sent.
   *
   * @param length how many; negative when nobody knows, and it goes on until it ends
   */
  record Bytes(int status, Map<String, String> headers, long length, Source source)
      implements Reply {}

  /** Where bytes come from. */
  @FunctionalInterface
  interface Source {
    /** Writes them all; blocks while the peer is slow; throws when the peer has gone. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** 200 with {@code body}. */
  static Reply ok(JsonObject body) {
    return new Json(200, body);
  }

  /** 201 with {@code body}. */
  static Reply created(JsonObject body) {
    return new Json(201, body);
  }

  /** 204, or 404 when nothing was there to be {@code done}. */
  static Reply gone(boolean done) {
    if (!done) {
      throw Problem.notFound();
    }
    return new Empty();
  }

  /** 200 with a page of a list. */
  static Reply page(io.pronto.core.db.Page<JsonObject> page) {
    return ok(
        new JsonObject()
            .put("data", new JsonArray(page.items()))
            .put(
                "page",
                new JsonObject()
                    .put("next", page.next().orElse(null))
                    .put("previous", page.previous().orElse(null))
                    .put("has_more", page.next().isPresent())));
  }
}
