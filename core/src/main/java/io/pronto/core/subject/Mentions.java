package io.pronto.core.subject;

import io.pronto.core.db.Tx;
import io.vertx.core.json.JsonObject;
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

  private record Said(JsonObject words, String text) {}

  /** Takes somebody out of the next ones, of before {@code until}, that no legal hold keeps. */
  Batch erase(Tx tx, Terms terms, Instant until, String pseudonym) {
    var said = new SaidNumber(terms.all(), pseudonym);
    var rows =
        tx.query(
            """
            select said.*, t.language from mentions_to_erase($1, $2, $3, $4) said
              join transcript t on t.id = said.id order by said.id
            """,
            terms.saidArray(),
            until.atOffset(ZoneOffset.UTC),
            past,
            ROWS);
    var changed = new ArrayList<Object[]>();
    for (var row : rows) {
      past = row.getString("id");
      var language = row.getString("language");
      var before = new Said(row.getJsonObject("words"), row.getString("text"));
      var words = said.erasedFrom(before.words, language);
      var left = new Said(words, said.erasedFrom(before.text, before.words, words, language));
      if (!left.equals(before)) {
        var ends = NumberEnds.of(left.words, left.text, language);
        changed.add(new Object[] {past, left.text, left.words, ends});
      }
    }
    tx.batch(
        """
        update transcript set text = $2, words = $3, number_ends = $4, updated_at = now()
         where id = $1
        """,
        changed);
    return new Batch(changed.size(), rows.size() == ROWS);
  }
}
