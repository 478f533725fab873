package io.pronto.bench.retention;

import io.pronto.bench.Ledger;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Callers whom the first organisation knows well: a card, many calls over ten months, recordings of
 * them and what was said in them, written straight into its database.
 */
final class People {
  private static final int CALLS = 50;
  private static final Set<String> PLACES = Set.of("cdr", "recording", "transcript", "contact");

  /** In the places of k: number, call and recording of somebody's k-th call. */
  private static final String EACH =
      """
      select '+33670' || lpad((k %% %1$d)::text, 6, '0') as number,
             'call_' || lpad((%2$d - %3$d * k)::text, 26, '0') as call,
             'rec_' || lpad((%4$d - %5$d * k)::text, 26, '0') as recording
        from generate_series(0, %6$d) k
      """;

  private People() {}

  /**
   * Writes so many of them, where the {@code ledger} has so many {@code calls} and {@code
   * recordings} in all; returns their numbers.
   */
  static List<String> write(Ledger ledger, int many, int calls, int recordings, int organisations) {
    int each = Math.min(CALLS * many, recordings / organisations);
    int apart = Math.max(1, calls / organisations * 7 / 10 / each) * organisations;
    var people =
        EACH.formatted(
            many,
            calls - calls % organisations,
            apart,
            recordings - recordings % organisations,
            organisations,
            each - 1);
    ledger.execute(
        "update cdr set caller_number = p.number from (%s) p where cdr.id = p.call", people);
    ledger.execute(
        "update recording set call_id = p.call from (%s) p where recording.id = p.recording",
        people);
    ledger.execute(
        """
        insert into transcript (id, organisation_id, call_id, recording_id, language, state, text)
        select 'trn_' || substr(r.id, 5), r.organisation_id, r.call_id, r.id, 'fr', 'available',
               'bonjour rappelez moi au ' || p.number || ' au sujet de la commande'
          from (%s) p join recording r on r.id = p.recording
        """,
        people);
    ledger.execute(
        """
        with card as (
          insert into contact (id, organisation_id, name, company, numbers)
          select 'con_' || substr(number, 2), 'org_' || lpad('1', 26, '0'), 'A caller', '', array[number]
            from (select distinct number from (%s) p) n
          returning organisation_id, id, numbers)
        insert into contact_key (organisation_id, contact_id, key)
        select organisation_id, id, numbers[1] from card
        """,
        people);
    ledger.execute("vacuum analyze cdr, recording, transcript, contact, contact_key");
    ledger.execute("checkpoint");
    return IntStream.range(0, many).mapToObj("+33670%06d"::formatted).toList();
  }

  /**
   * Sees that a search has found one of them everywhere.
   *
   * @throws IllegalStateException if not: what it took is no measure
   */
  static void require(JsonObject answer) {
    Set<String> found =
        answer.getJsonArray("found", JsonArray.of()).stream()
            .map(place -> ((JsonObject) place).getString("place"))
            .collect(Collectors.toSet());
    if (!found.containsAll(PLACES)) {
      throw new IllegalStateException("Somebody who is in " + PLACES + " was found in " + found);
    }
  }
}
