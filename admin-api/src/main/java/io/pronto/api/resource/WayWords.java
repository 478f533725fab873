package io.pronto.api.resource;

import io.pronto.api.resource.WaysOut.Objection;
import io.pronto.api.resource.WaysOut.WayOut;
import io.pronto.core.rating.LeastCost;
import io.pronto.core.rating.RateTable;
import java.util.stream.Collectors;

/** Why a way out has its place, in words. */
final class WayWords {
  private WayWords() {}

  static String of(WayOut out) {
    var place = place(out);
    if (!out.way().isOpen() || out.objections().isEmpty()) {
      return place;
    }
    var why = why(out.objections().getFirst());
    if (out.position().isEmpty()) {
      return "It " + why + ": it is passed over";
    }
    if (out.passedOver().isPresent()) {
      return "It " + why + ", but no trunk is up: it is tried all the same. " + place;
    }
    var nodes =
        out.objections().stream()
            .map(objection -> objection.state().node())
            .collect(Collectors.joining(", "));
    return "%s. Only %s passes it over there: it %s".formatted(place, nodes, why);
  }

  private static String why(Objection objection) {
    var state = objection.state();
    return switch (objection.why()) {
      case TRUNK_DOWN -> "does not answer" + because(state.reason());
      case TRUNK_RESTING -> "rests for a while" + because(state.reason());
      case TRUNK_UNREGISTERED ->
          "has not registered us"
              + because(state.registration().map(r -> r.reason()).orElse("not yet"));
      case TRUNK_FULL -> "carries %d calls, as many as it may".formatted(state.channels());
      case TRUNK_TOO_FAST, TRUNK_WITHOUT_CODEC, TRUNK_WITHOUT_ADDRESS, TRUNK_NOT_PERMITTED ->
          throw new IllegalArgumentException("No node tells that before a call: " + objection);
    };
  }

  private static String because(String reason) {
    return reason.isEmpty() ? "" : " (" + reason + ')';
  }

  private static String place(WayOut out) {
    var way = out.way();
    int priority = way.trunk().policy().priority();
    if (way.isOpen() && priority > out.first().trunk().policy().priority()) {
      return "Its priority, %d, is behind that of the first: prices are not compared"
          .formatted(priority);
    }
    return switch (way.reason()) {
      case PRICE ->
          way.equals(out.first()) ? "The cheapest" + quality(way) : dearer(out.first(), way);
      case OTHER_CURRENCY ->
          "Its price is in %s, that of the first in another currency: they are not compared"
              .formatted(way.currency());
      case NO_DECK -> "Its carrier has no rates: nobody knows what it costs";
      case BAD_QUALITY ->
          "It failed at %d of 1,000 attempts there: it comes behind all others"
              .formatted(way.quality().failed());
      case NO_RATE -> "Its carrier has no rate for the number: it is not tried";
    };
  }

  private static String dearer(LeastCost.Way first, LeastCost.Way way) {
    return way.micros() >= first.micros()
        ? "Dearer than the first by %s %s for three minutes%s"
            .formatted(amount(way.micros() - first.micros()), way.currency(), quality(way))
        : "Cheaper, but it answers too few calls there: with that three minutes count as %s %s"
            .formatted(amount(way.weighed()), way.currency());
  }

  private static String quality(LeastCost.Way way) {
    return way.quality().isKnown()
        ? "; it answers %d of 1,000 calls there".formatted(way.quality().answered())
        : "";
  }

  private static String amount(long micros) {
    return RatingJson.amount(RateTable.decimal(micros));
  }
}
