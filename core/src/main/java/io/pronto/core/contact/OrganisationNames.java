package io.pronto.core.contact;

import io.pronto.core.numbering.E164;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The names that one organisation has for numbers: a table, and what has changed since it. */
final class OrganisationNames {
  /** How many may have changed before the table is worth making anew. */
  private static final int MOST_CHANGED = 4_096;

  private final NameTable table;
  private final Map<Long, Optional<String>> changed = new ConcurrentHashMap<>();

  OrganisationNames(NameTable table) {
    this.table = table;
  }

  Optional<String> of(E164 number) {
    long key = NameTable.key(number.value());
    var since = changed.get(key);
    return since == null ? table.find(key) : since;
  }

  /** The number has that name from now on, or none. */
  void put(E164 number, Optional<String> name) {
    changed.put(NameTable.key(number.value()), name);
  }

  /** Whether so much has changed that it is to be read anew. */
  boolean isOld() {
    return changed.size() > MOST_CHANGED;
  }

  int bytes() {
    return table.bytes();
  }
}
