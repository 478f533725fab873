package io.pronto.core.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.contract.ReturnedTables.Returned;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.WrongMasterKey;
import io.pronto.core.subject.SealedContents;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of an organisation's tables as files of an archive, some hundred in memory at a time.
 */
final class ReturnedRows {
  /** In which there is one row, which no page of rows is asked for. */
  private static final List<String> SINGLE = List.of("organisation", "contract");

  private static final int PAGE = 500;

  private final Database database;
  private final SealedContents contents;

  ReturnedRows(Database database, SealedContents contents) {
    this.database = database;
    this.contents = contents;
  }

  /** The tables that are returned row by row. */
  static List<String> tables() {
    return ReturnedTables.read().returned(Returned.ROWS).stream()
        .filter(table -> !SINGLE.contains(table))
        .toList();
  }

  /**
   * Writes all of them.
   *
   * @param missing takes what does not open
   * @return how many rows there were of each table
   */
  JsonObject write(OrganisationId organisation, SummedFiles out, JsonArray missing)
      throws IOException {
    var counts = new JsonObject();
    for (var table : SINGLE) {
      out.text(file(table), single(organisation, table) + '\n');
      counts.put(table, 1);
    }
    for (var table : tables()) {
      counts.put(table, table(organisation, table, out, missing));
    }
    return counts;
  }

  private static String file(String table) {
    return "tables/" + table + ".jsonl";
  }

  private String single(OrganisationId organisation, String table) {
    return database
        .in(
            organisation,
            tx -> tx.one("select to_jsonb(x)::text as it from %s x".formatted(table)).orElseThrow())
        .getString("it");
  }

  private long table(OrganisationId organisation, String table, SummedFiles out, JsonArray missing)
      throws IOException {
    long rows = 0;
    try (var file = out.entry(file(table))) {
      var page = page(organisation, table, Optional.empty());
      while (!page.isEmpty()) {
        if (SealedContents.areIn(table)) {
          opened(organisation, table, page, file, missing);
        } else {
          for (var row : page) {
            line(file, row.getString("content"));
          }
        }
        rows += page.size();
        page = page(organisation, table, Optional.of(page.getLast().getString("key")));
      }
    }
    return rows;
  }

  private List<Row> page(OrganisationId organisation, String table, Optional<String> after) {
    return database.in(
        organisation,
        tx ->
            tx.query(
                "select key, content from contract_rows($1, $2, $3)",
                table,
                after.orElse(null),
                PAGE));
  }

  /** With what is sealed in them; what does not open is said, and keeps nobody from the rest. */
  private void opened(
      OrganisationId organisation,
      String table,
      List<Row> page,
      OutputStream file,
      JsonArray missing)
      throws IOException {
    var rows = page.stream().map(row -> new JsonObject(row.getString("content"))).toList();
    var sealed = sealed(organisation, table, rows.stream().map(ReturnedRows::id).toList());
    for (var row : rows) {
      var id = id(row);
      if (sealed.containsKey(id)) {
        try {
          row.put(SealedContents.FIELD, contents.open(id, sealed.get(id)));
        } catch (WrongMasterKey why) {
          missing.add(
              new JsonObject().put("file", file(table)).put("id", id).put("why", why.getMessage()));
        }
      }
      line(file, row.encode());
    }
  }

  private Map<String, Buffer> sealed(OrganisationId organisation, String table, List<String> ids) {
    var sealed = new HashMap<String, Buffer>();
    database
        .in(
            organisation,
            tx ->
                tx.query(
                    "select id, sealed from %s where id = any($1) and sealed is not null"
                        .formatted(table),
                    (Object) ids.toArray(String[]::new)))
        .forEach(row -> sealed.put(row.getString("id"), row.getBuffer("sealed")));
    return sealed;
  }

  private static String id(JsonObject row) {
    return row.getString("id");
  }

  private static void line(OutputStream file, String line) throws IOException {
    file.write((line + '\n').getBytes(UTF_8));
  }
}
