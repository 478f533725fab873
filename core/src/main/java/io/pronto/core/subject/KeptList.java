package io.pronto.core.subject;

import io.pronto.core.subject.Erasure.Kept;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What stays of somebody who was erased, and why. */
final class KeptList {
  /** What may be of anybody, and is not sought: each reason of {@code subject/places.txt} once. */
  private static final List<Kept> ALWAYS =
      List.of(
          always("audit_event", "proof"),
          always("transcript", "in_pieces"),
          always("ledger_entry", "accounts"),
          always("mail", "on_its_way"),
          always("idempotency", "on_its_way"),
          always("erasure_journal", "journal"),
          always("subject_request", "request"),
          always("prompt", "own_label"),
          always("regulatory_file", "regulator"),
          always("customer_audit", "statement"),
          always("breach", "register"));

  private KeptList() {}

  private static Kept always(String place, String reason) {
    return new Kept(place, Optional.empty(), reason);
  }

  /** With {@code more}, which is of this one. */
  static List<Kept> with(Stream<Kept> more) {
    return Stream.concat(more, ALWAYS.stream()).toList();
  }

  static JsonArray json(List<Kept> all) {
    return new JsonArray(
        all.stream()
            .map(
                kept ->
                    new JsonObject()
                        .put("place", kept.place())
                        .put("count", kept.count().orElse(null))
                        .put("reason", kept.reason()))
            .toList());
  }

  static List<Kept> read(JsonArray json) {
    return json.stream()
        .map(JsonObject.class::cast)
        .map(
            kept ->
                new Kept(
                    kept.getString("place"),
                    Optional.ofNullable(kept.getLong("count")),
                    kept.getString("reason")))
        .toList();
  }
}
