package io.pronto.core.processing;

import io.pronto.core.db.Tx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;

/**
 * The numbers whose calls are recorded, as what law asks of that stands (GDPR, articles 5(1)(a),
 * 5(1)(b) and 13): on what ground some are recorded without a notice, and what nobody has written
 * down.
 */
final class RecordedLines {
  private static final String UNTOLD =
      """
      select number, recording_no_notice_ground as ground from phone_number
       where recording_mode <> 'off' and not recording_announce order by number
      """;
  private static final String FINDINGS =
      """
      select number, finding
        from phone_number,
             lateral (values ('no_ground', not recording_announce and recording_no_notice_ground is null),
                             ('purpose_not_chosen', not recording_purpose_chosen)) f (finding, found)
       where recording_mode <> 'off' and found order by finding, number
      """;

  private RecordedLines() {}

  /** Which are recorded without a notice, and why law lets them be; in {@code tx} of whose. */
  static JsonArray untold(Tx tx) {
    return array(tx.query(UNTOLD));
  }

  /** What is missing of which, with what that is in words. */
  static JsonArray findings(Tx tx, ProcessingWords words) {
    var all = array(tx.query(FINDINGS));
    all.forEach(
        each -> {
          var found = (JsonObject) each;
          found.put("text", words.text("finding." + found.getString("finding"), found));
        });
    return all;
  }

  private static JsonArray array(List<Row> rows) {
    return new JsonArray(rows.stream().map(Row::toJson).toList());
  }
}
