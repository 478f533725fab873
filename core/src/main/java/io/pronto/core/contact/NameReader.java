package io.pronto.core.contact;

import io.pronto.core.db.Database;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads from the database which names numbers have: of several contacts with one number the one
 * changed last decides, of those changed at the same moment the one with the greatest id.
 */
final class NameReader {
  private static final int PAGE = 10_000;

  private static final String NAMES =
      """
      select distinct on (k.key) k.key, c.name, c.company
        from contact_key k join contact c on c.id = k.contact_id
       where %s
       order by k.key, c.changed_at desc, c.id desc\
      """;

  /** Numbers begin with '+', and ',' is the character after it. */
  private static final String SOME =
      NAMES.formatted("k.key > $1 and k.key < ','") + " limit " + PAGE;

  private static final String THESE = NAMES.formatted("k.key = any($1::text[])");

  private final Database database;

  NameReader(Database database) {
    this.database = database;
  }

  /** All that exist: their contacts are not the operator's to see, and are not asked for. */
  List<OrganisationId> organisations() {
    return database.asOperator(tx -> tx.query("select id from organisation order by id")).stream()
        .map(row -> new OrganisationId(row.getString(0)))
        .toList();
  }

  /** All names of {@code organisation}, read part by part. */
  NameTable all(OrganisationId organisation) {
    var names = new NameTable.Builder();
    var after = "+";
    while (true) {
      var rows = database.read(organisation, SOME, after);
      rows.forEach(row -> names.add(row.getString("key"), name(row)));
      if (rows.size() < PAGE) {
        return names.build();
      }
      after = rows.getLast().getString("key");
    }
  }

  /** The names of those of {@code numbers} that have one. */
  Map<E164, String> of(OrganisationId organisation, Collection<E164> numbers) {
    var asked = numbers.stream().map(E164::value).toArray(String[]::new);
    var names = new HashMap<E164, String>();
    database
        .read(organisation, THESE, (Object) asked)
        .forEach(row -> names.put(new E164(row.getString("key")), name(row)));
    return names;
  }

  /** The name of {@code number}, if it has one. */
  Optional<String> of(OrganisationId organisation, E164 number) {
    return Optional.ofNullable(of(organisation, List.of(number)).get(number));
  }

  private static String name(Row row) {
    return DisplayName.of(row.getString("name"), row.getString("company"));
  }
}
