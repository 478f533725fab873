package io.pronto.core.subject;

import io.pronto.core.db.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;

/** Goes through the transcripts of others that say something of somebody, and takes it out. */
final class Mentions {
  private static final int ROWS = 200;

  private String past = "";

  /**
   * Some of them.
   *
   * @param changed in how many there was something to take out
   * @param more whether there may be others
   */
  record Batch(int changed, boolean more) {}

  /** Takes somebody out of the next ones, of before {@code until}, that no legal hold keeps. */
  Batch erase(Tx tx, Terms terms, Instant until, String pseudonym) {
    var said = new SaidNumber(terms.all(), pseudonym);
    var rows =
        tx.query(
            "select * from mentions_to_erase($1, $2, $3, $4)",
            terms.saidArray(),
            until.atOffset(ZoneOffset.UTC),
            past,
            ROWS);
    var changed = new ArrayList<Object[]>();
    for (var row : rows) {
      past = row.getString("id");
      var text = said.erasedFrom(row.getString("text"));
      var words = said.erasedFrom(row.getJsonObject("words"));
      if (!text.equals(row.getString("text")) || !words.equals(row.getJsonObject("words"))) {
        changed.add(new Object[] {past, text, words});
      }
    }
    tx.batch(
        "update transcript set text = $2, words = $3, updated_at = now() where id = $1", changed);
    return new Batch(changed.size(), rows.size() == ROWS);
  }
}
