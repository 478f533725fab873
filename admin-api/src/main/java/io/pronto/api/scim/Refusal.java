package io.pronto.api.scim;

import io.pronto.api.web.Problem;

/** Refusals as SCIM types them (RFC 7644, section 3.12, table 9). */
final class Refusal {
  private Refusal() {}

  static Problem invalidFilter(String detail) {
    return Problem.of(400, "invalidFilter", detail);
  }

  static Problem invalidSyntax(String detail) {
    return Problem.of(400, "invalidSyntax", detail);
  }

  static Problem invalidPath(String detail) {
    return Problem.of(400, "invalidPath", detail);
  }

  static Problem noTarget(String detail) {
    return Problem.of(400, "noTarget", detail);
  }

  static Problem mutability(String detail) {
    return Problem.of(400, "mutability", detail);
  }

  static Problem invalidValue(String attribute, String detail) {
    return Problem.of(400, "invalidValue", attribute + ": " + detail);
  }

  static Problem tooMany(String what, int most) {
    return Problem.of(
        413,
        "too_many",
        "A request names at most %,d %s: send the rest in another".formatted(most, what));
  }
}
