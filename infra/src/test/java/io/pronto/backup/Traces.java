package io.pronto.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pronto.core.Populated;
import io.pronto.core.subject.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Where there is anything of somebody's number, in any of the ways in which people and programs
 * write it: with a plus, without, as it is dialled at home, with blanks, points or hyphens.
 */
final class Traces {
  /** The database's log, which has of every row that was written since it was thrown away. */
  static final String LOG = "pg_wal";

  private static final String STATISTICS = "pg_statistic";

  private final Set<String> spellings;

  /** Those of a French number, E.164. */
  Traces(String number) {
    spellings = Set.copyOf(Subject.read(number, "FR").said());
  }

  /** Has others say it in the organisation of {@code populated}, in each way once. */
  void areSaid(Populated populated) {
    int count = 0;
    for (var spelling : spellings) {
      var id = "%s%02d".formatted(populated.organisation.value().substring(6), count++);
      populated.owner(
          """
          insert into transcript (id, organisation_id, call_id, recording_id, language, state, text)
          values ('trn_%1$s', '%2$s', 'call_%1$s', 'rec_%1$s', 'fr', 'available', 'rappelez-la au %3$s merci')
          """
              .formatted(id, populated.organisation, spelling));
    }
  }

  /** The files below {@code folder} that have any of it; programs are not looked at. */
  Set<Path> files(Path folder) throws IOException {
    var found = new TreeSet<Path>();
    try (var all = Files.walk(folder)) {
      for (var file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        if (!file.startsWith(folder.resolve("bin")) && isIn(file)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private boolean isIn(Path file) throws IOException {
    var bytes = new String(Files.readAllBytes(file), ISO_8859_1);
    return spellings.stream().anyMatch(bytes::contains);
  }

  /** The same of a site whose database runs, by the tables to which those files belong. */
  Set<String> tablesOfFiles(Site site) throws IOException {
    var found = new TreeSet<String>();
    for (var file : files(site.data)) {
      found.add(table(site, file));
    }
    if (found.contains(STATISTICS)) {
      var of = tablesOfStatistics(site);
      if (!of.isEmpty()) {
        found.remove(STATISTICS);
        found.addAll(of);
      }
    }
    return found;
  }

  /** Of which tables the planner knows any of it as a frequent or an outermost value. */
  private List<String> tablesOfStatistics(Site site) {
    return site.strings(
        """
        select distinct tablename::text from pg_stats
         where concat(most_common_vals::text, most_common_elems::text, histogram_bounds::text)
               like any(array[%s])
        """
            .formatted(any()));
  }

  /** Whose file it is, or whose index's or overflow's; else the file itself. */
  private static String table(Site site, Path file) throws IOException {
    if (file.getParent().endsWith(LOG)) {
      return LOG;
    }
    var node = file.getFileName().toString().replaceAll("[._].*", "");
    return node.matches("[0-9]+")
        ? site
            .strings(
                """
                select coalesce(o.relname, t.relname, c.relname) from pg_class c
                  left join pg_index i on i.indexrelid = c.oid
                  left join pg_class t on t.oid = i.indrelid
                  left join pg_class o on o.reltoastrelid = coalesce(t.oid, c.oid)
                 where pg_relation_filenode(c.oid) = %s
                """
                    .formatted(node))
            .stream()
            .findFirst()
            .orElse(file.toString())
        : file.toString();
  }

  /** The tables that have any of it in a row, also where their files have it compressed. */
  Set<String> tables(Site site) {
    UnaryOperator<String> search =
        table ->
            "select '%1$s' where exists (select from %1$s t where to_jsonb(t)::text like any(array[%2$s]))"
                .formatted(table, any());
    return new TreeSet<>(
        site.strings(
            site
                .strings(
                    """
                    select relname from pg_class where relnamespace = 'public'::regnamespace
                       and relkind in ('r', 'p') and not relispartition
                    """)
                .stream()
                .map(search)
                .collect(Collectors.joining(" union all "))));
  }

  /** Patterns of SQL. */
  private String any() {
    return spellings.stream().map(one -> "'%" + one + "%'").collect(Collectors.joining(", "));
  }
}
