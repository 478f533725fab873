package io.pronto.api.contract;

import io.vertx.core.json.JsonObject;

/**
 * What is wrong with one field.
 *
 * @param pointer a JSON pointer (RFC 6901) into the body, {@code /query/…} for a parameter, or
 *     {@code /routing_tests/…} for a test that a change would make fail
 * @param code for programs
 * @param detail for people: what the field must be
 */
public record Fault(String pointer, String code, String detail) {
  /** As problem details have it. */
  public JsonObject json() {
    return new JsonObject().put("pointer", pointer).put("code", code).put("detail", detail);
  }

  /** The same, seen from where the faulty thing is a part. */
  Fault within(String parent) {
    return new Fault(parent + pointer, code, detail);
  }
}
