package io.pronto.core.authority;

import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.db.Database;
import io.pronto.core.rental.RegulatoryFiles;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an authority is shown of customers that there still are, beside their calls: what they told
 * on signing up and paid (CPCE art. L.34-1 II bis 2°), and where connections came from (3°). The
 * database itself gives nothing out that is not within an approved request.
 */
final class DisclosedAccounts {
  private final Database database;
  private final MasterKey master;

  /** Reads {@code database}; what customers handed in is opened by {@code master}. */
  DisclosedAccounts(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /** Something that is shown, and of whom. */
  record Shown(String organisation, JsonObject content) {}

  /** What was told on signing up, handed in and paid. */
  List<Shown> signUps(String request) {
    return database
        .asOperator(tx -> tx.query("select * from disclosed_sign_ups($1)", request))
        .stream()
        .map(this::signUp)
        .toList();
  }

  private Shown signUp(Row row) {
    var shown = shown(row);
    var file = row.getString("file_id");
    if (file != null) {
      shown
          .content()
          .put("contents", RegulatoryFiles.contents(master, file, row.getBuffer("sealed")));
    }
    return shown;
  }

  /** Where requests of people and of programs came from. */
  List<Shown> connections(String request) {
    return database
        .asOperator(tx -> tx.query("select * from disclosed_connections($1)", request))
        .stream()
        .map(DisclosedAccounts::shown)
        .toList();
  }

  /** Where the terminals were of calls that began between two times. */
  List<Shown> terminals(String request, Instant from, Instant before) {
    return database
        .asOperator(
            tx ->
                tx.query(
                    "select * from disclosed_terminals($1, $2, $3)",
                    request,
                    from.atOffset(ZoneOffset.UTC),
                    before.atOffset(ZoneOffset.UTC)))
        .stream()
        .map(DisclosedAccounts::shown)
        .toList();
  }

  private static Shown shown(Row row) {
    return new Shown(row.getString("organisation_id"), row.getJsonObject("disclosed"));
  }

  /** What an authority that asks for these kinds does not find, in words, a line each. */
  static String notKept(Set<Kind> kinds) {
    var said = new StringBuilder("Not kept, and so not in here:\n");
    for (var kind : new TreeSet<>(kinds)) {
      said.append(notKept(kind));
    }
    return said.toString();
  }

  private static String notKept(Kind kind) {
    return switch (kind) {
      case CALL_DETAIL_RECORD -> "- of calls: what was said, and records older than 12 months\n";
      case SUBSCRIBER ->
          "- of subscribers: who used which telephone within a customer, but by accounts and the"
              + " numbers that are assigned to them\n";
      case SIGN_UP ->
          "- of sign-up: means of payment (cards, bank accounts), which never come here, and"
              + " passwords, of which there is a hash alone\n";
      case CONNECTION ->
          """
          - of connections: source ports, and addresses of requests that neither changed nor opened
            anything; of an API key only its last use is sure to be there
          - of terminals: registrations of telephones that no call was made with, and more than a year
          """;
    };
  }
}
