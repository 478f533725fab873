package io.pronto.core.subject;

import io.pronto.core.Rounds;
import io.pronto.core.db.Database;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.redaction.SpokenNumbers;
import io.pronto.core.transcript.SpokenWord;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * Reads each transcript once for the numbers that are said in it, in words or figures, and keeps in
 * its row by which it is found: the first 7 digits of each number after a 1, the last 7 after a 2.
 * It does so within a minute of its coming; whoever searches or erases brings those of the
 * organisation up to date first. Any number of servers may do so.
 */
public final class NumberEnds implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int ROWS = 100;
  private static final int FIRST = 10_000_000;

  private final Database database;
  private final Rounds rounds;

  private NumberEnds(Database database) {
    this.database = database;
    rounds = Rounds.start("numbers-said", "Transcripts were not read", PAUSE, this::round);
  }

  /** Begins to read those of {@code database}. */
  public static NumberEnds start(Database database) {
    return new NumberEnds(database);
  }

  private void round() {
    database
        .asStranger(
            tx -> tx.query("select organisation_id from transcripts_unread() organisation_id"))
        .forEach(row -> read(database, new OrganisationId(row.getString("organisation_id"))));
  }

  /** Reads all that are not yet read of an organisation, in transactions of their own. */
  static void read(Database database, OrganisationId organisation) {
    boolean more = true;
    while (more && !Thread.currentThread().isInterrupted()) {
      more = RestrictedUse.STORAGE.during(() -> database.in(organisation, NumberEnds::readSome));
    }
  }

  /** Reads some; whether there may be more. What is changed meanwhile has its own already. */
  private static boolean readSome(Tx tx) {
    var rows =
        tx.query(
            """
            select t.id, t.language, r.words, r.text
              from transcript t join readable_transcript r on r.id = t.id
             where t.organisation_id = acting_organisation() and t.state = 'available'
               and t.number_ends is null
             limit $1
            """,
            ROWS);
    var read = new ArrayList<Object[]>();
    for (var row : rows) {
      var ends = of(row.getJsonObject("words"), row.getString("text"), row.getString("language"));
      read.add(new Object[] {row.getString("id"), ends});
    }
    tx.batch("update transcript set number_ends = $2 where id = $1 and number_ends is null", read);
    return rows.size() == ROWS;
  }

  /** Those of a transcript; of one that has no words those in its text. */
  static Integer[] of(JsonObject words, String text, String language) {
    var all = new HashSet<Integer>();
    for (var sequence : SaidWords.sequences(words)) {
      add(new SpokenNumbers(SaidWords.spoken(sequence), language), all);
    }
    if (words.isEmpty()) {
      add(new SpokenNumbers(words(text), language), all);
    }
    return all.stream().sorted().toArray(Integer[]::new);
  }

  private static List<SpokenWord> words(String text) {
    return Arrays.stream(text.split("\\s+"))
        .map(word -> new SpokenWord(word, Duration.ZERO, Duration.ZERO, 1))
        .toList();
  }

  private static void add(SpokenNumbers numbers, Collection<Integer> into) {
    numbers.beginnings().forEach(digits -> into.add(FIRST + Integer.parseInt(digits)));
    numbers.endings().forEach(digits -> into.add(2 * FIRST + Integer.parseInt(digits)));
  }

  @Override
  public void close() {
    rounds.close();
  }
}
