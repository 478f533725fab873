package io.pronto.bench.retention;

import io.pronto.bench.Ledger;

/** Recordings of organisations with call records, written straight into their database. */
final class Archive {
  private static final int AT_ONCE = 100_000;

  private static final String RECORDINGS =
      """
      insert into recording (id, organisation_id, call_id, number, started_at, millis, state, path,
             wrapped_key, manifest, bytes, expires_at, node)
      select 'rec_' || lpad(n::text, 26, '0'), 'org_' || lpad((n %% %1$d + 1)::text, 26, '0'),
             'call_' || lpad(n::text, 26, '0'), '+33123456700', t, 60000, 'available',
             'bench/' || n, sha256(n::text::bytea), '{}', 1000000, paris_later(t, 'P6M'), '%5$s'
        from (select n, now() - interval '170 days' * (1 - n::double precision / %2$d) as t
                from generate_series(%3$d, %4$d) n) calls
      """;

  private static final String TRANSCRIPTS =
      """
      insert into transcript (id, organisation_id, call_id, recording_id, language, state, text,
             number_ends)
      select 'trn_' || substr(id, 5), organisation_id, call_id, id, 'fr', 'available',
             'bonjour je vous appelle au sujet de la commande ' || bytes || ' qui devait arriver hier'
             || ' pouvez vous me dire quand elle sera livrée merci beaucoup au revoir', '{}'
        from recording where organisation_id <> 'org_' || lpad('1', 26, '0') and right(id, 1) = '7'
      """;

  private Archive() {}

  /**
   * Writes so many of the last 170 days, none of them due, evenly over all organisations, as made
   * by the server {@code node}; one in ten was written down.
   */
  static void fill(Ledger ledger, int recordings, int organisations, String node) {
    ledger.execute("alter table recording disable trigger limited"); // their deadlines are known
    for (int first = 1; first <= recordings; first += AT_ONCE) {
      int last = Math.min(recordings, first + AT_ONCE - 1);
      ledger.execute(RECORDINGS, organisations, recordings, first, last, node);
    }
    ledger.execute("alter table recording enable trigger limited");
    ledger.execute("vacuum analyze recording");
    ledger.execute(TRANSCRIPTS);
    ledger.execute("vacuum analyze transcript");
    ledger.execute("checkpoint");
  }

  /** Makes so many of them due, the oldest ones, of all organisations. */
  static void due(Ledger ledger, int recordings) {
    ledger.execute(
        """
        update recording set expires_at = now() - interval '1 minute'
         where id in (select id from recording order by id limit %d)
        """,
        recordings);
    ledger.execute("vacuum analyze recording");
    ledger.execute("checkpoint");
  }
}
