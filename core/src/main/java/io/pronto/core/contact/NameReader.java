package io.pronto.core.contact;

import io.pronto.core.db.Database;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads from the database which names numbers have: of several contacts with one number the one
 * changed last decides, of those changed at the same moment the one with the greatest id. Nothing
 * is joined there: a plan that was made while there were few contacts would take minutes for many.
 */
final class NameReader {
  private static final int PAGE = 10_000;
  private static final String SELECT = "select id, name, company, numbers, changed_at from contact";
  private static final String SOME = SELECT + " where id > $1 order by id limit " + PAGE;
  private static final String THESE =
      SELECT
          + " where id = any (array(select contact_id from contact_key"
          + " where key = any ($1::text[])))";

  private final Database database;

  NameReader(Database database) {
    this.database = database;
  }

  /** What one contact calls its numbers. */
  private record Named(String id, OffsetDateTime changedAt, String name) {
    private static final Comparator<Named> BY_AGE =
        Comparator.comparing(Named::changedAt).thenComparing(Named::id);

    static Named of(Row row) {
      return new Named(
          row.getString("id"),
          row.getOffsetDateTime("changed_at"),
          DisplayName.of(row.getString("name"), row.getString("company")));
    }

    Named newer(Named other) {
      return BY_AGE.compare(this, other) < 0 ? other : this;
    }
  }

  /** All that exist: their contacts are not the operator's to see, and are not asked for. */
  List<OrganisationId> organisations() {
    return database.asOperator(tx -> tx.query("select id from organisation order by id")).stream()
        .map(row -> new OrganisationId(row.getString(0)))
        .toList();
  }

  /** All names of {@code organisation}, read part by part. */
  NameTable all(OrganisationId organisation) {
    var newest = new TreeMap<Long, Named>();
    var after = "";
    while (true) {
      var rows = database.read(organisation, SOME, after);
      for (var row : rows) {
        var named = Named.of(row);
        for (var number : row.getArrayOfStrings("numbers")) {
          newest.merge(NameTable.key(number), named, Named::newer);
        }
      }
      if (rows.size() < PAGE) {
        var names = new NameTable.Builder();
        newest.forEach((number, named) -> names.add(number, named.name()));
        return names.build();
      }
      after = rows.getLast().getString("id");
    }
  }

  /** The names of those of {@code numbers} that have one. */
  Map<E164, String> of(OrganisationId organisation, Collection<E164> numbers) {
    var asked = numbers.stream().map(E164::value).toArray(String[]::new);
    var newest = new HashMap<String, Named>();
    for (var row : database.read(organisation, THESE, (Object) asked)) {
      var named = Named.of(row);
      for (var number : row.getArrayOfStrings("numbers")) {
        newest.merge(number, named, Named::newer);
      }
    }
    var names = new HashMap<E164, String>();
    for (var number : numbers) {
      var named = newest.get(number.value());
      if (named != null) {
        names.put(number, named.name());
      }
    }
    return names;
  }

  /** The name of {@code number}, if it has one. */
  Optional<String> of(OrganisationId organisation, E164 number) {
    return Optional.ofNullable(of(organisation, List.of(number)).get(number));
  }
}
