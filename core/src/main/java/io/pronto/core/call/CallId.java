package io.pronto.core.call;

import io.pronto.core.Id;

/** The identifier of a call between parties, {@code call_} and a ULID: one for all of its legs. */
public record CallId(String value) {
  /** Checks the shape; throws {@link IllegalArgumentException} for anything else. */
  public CallId {
    if (!Id.is("call", value)) {
      throw new IllegalArgumentException("Not a call's id: " + value);
    }
  }

  /** Returns the identifier of a new call. */
  public static CallId next() {
    return new CallId(Id.next("call"));
  }

  @Override
  public String toString() {
    return value;
  }
}
