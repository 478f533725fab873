package io.pronto.core.backup;

import io.pronto.core.db.Database;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the chains of a database go, by their names.
 *
 * @param certificates the last sequence of destruction certificates
 * @param events the last of the audit log
 */
public record ChainEnds(Map<String, Long> certificates, Map<String, Long> events) {
  /** Copies both. */
  public ChainEnds {
    certificates = Map.copyOf(certificates);
    events = Map.copyOf(events);
  }

  /** Those of {@code database} now. */
  public static ChainEnds of(Database database) {
    var certificates = new TreeMap<String, Long>();
    var events = new TreeMap<String, Long>();
    for (var row : database.asOperator(tx -> tx.query("select * from chain_ends()"))) {
      certificates.put(row.getString("chain"), row.getLong("certificates"));
      events.put(row.getString("chain"), row.getLong("events"));
    }
    return new ChainEnds(certificates, events);
  }
}
