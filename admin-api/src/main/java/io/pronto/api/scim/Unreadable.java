package io.pronto.api.scim;

/** A path or a filter that cannot be read, or asks for what is not understood here. */
final class Unreadable extends RuntimeException {
  /** Says where or what, for people. */
  Unreadable(String detail) {
    super(detail, null, false, false);
  }
}
