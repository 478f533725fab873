package io.pronto.core.evidence;

import io.pronto.core.db.Database;
import io.pronto.core.evidence.HashedFiles.Lines;
import io.pronto.core.organisation.OrganisationId;
import java.io.IOException;

/**
 * Rows of an organisation as lines of JSON, some hundred in memory at a time.
 *
 * @param file in which they are
 * @param rows a query of them, which has an {@code id} that they are ordered by
 */
record Extract(String file, String rows) {
  private static final int AT_ONCE = 500;

  /** Writes those of {@code organisation}, as they are when each page of them is read. */
  void write(Database database, OrganisationId organisation, Lines to) throws IOException {
    var sql =
        """
        select x.id::text as id, to_jsonb(x) as line from (
        %s) x where x.id::text > $1 order by x.id::text limit %d
        """
            .formatted(rows, AT_ONCE);
    var after = "";
    while (true) {
      var past = after;
      var page = database.in(organisation, tx -> tx.query(sql, past));
      for (var row : page) {
        to.add(row.getJsonObject("line"));
      }
      if (page.size() < AT_ONCE) {
        return;
      }
      after = page.getLast().getString("id");
    }
  }
}
