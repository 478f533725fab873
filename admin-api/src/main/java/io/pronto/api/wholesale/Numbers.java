package io.pronto.api.wholesale;

import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberPlan;
import io.pronto.core.wholesale.NumberProvider.Offer;
import io.pronto.core.wholesale.NumberProvider.Wanted;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/** What all providers' lists of numbers have in common. */
final class Numbers {
  private Numbers() {}

  /** The objects of an array; none where there is none. */
  static Stream<JsonObject> objects(JsonArray array) {
    return array == null ? Stream.empty() : array.stream().map(JsonObject.class::cast);
  }

  /** An offer of {@code digits}, which may lack the plus; empty when that is not what is wanted. */
  static Optional<Offer> offer(String digits, Wanted wanted) {
    return E164.of(digits.startsWith("+") ? digits : '+' + digits)
        .filter(number -> wanted.prefix().map(number.value()::startsWith).orElse(true))
        .map(NumberPlan::of)
        .filter(entry -> entry.country().isPresent())
        .filter(entry -> wanted.country().map(entry.country().get()::equals).orElse(true))
        .filter(entry -> wanted.type().map(entry.type().code()::equals).orElse(true))
        .map(
            entry -> new Offer(entry.number(), entry.country().orElseThrow(), entry.type().code()));
  }

  /** The digits of a number, without the plus. */
  static String digits(E164 number) {
    return number.value().substring(1);
  }
}
