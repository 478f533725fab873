package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How long somebody is searched for among what was said in 5,000 recordings. */
class SubjectSearchPaceTest {
  private static final int TRANSCRIPTS = 5_000;
  private static final int AT_ONCE = 250;
  private static final int SEARCHES = 100;
  private static final double MOST_MILLIS = 300;

  private static final List<String> PAIRS =
      List.of(
          "zéro six",
          "douze",
          "trente quatre",
          "cinquante six",
          "soixante dix huit",
          "quatre vingt dix sept",
          "vingt et un",
          "quatre vingt deux",
          "zéro neuf",
          "soixante quinze");
  private static final List<String> DIGITS =
      List.of("06", "12", "34", "56", "78", "97", "21", "82", "09", "75");

  private final Random random = new Random(1);
  private final SubjectSearch search = new SubjectSearch(Ground.database());

  @Test
  void whoeverIsSaidInWordsIsFoundAtOnceAmongManyTranscripts() {
    var organisation = Ground.organisation();
    for (int i = 0; i < TRANSCRIPTS / AT_ONCE; i++) {
      write(organisation);
    }
    NumberEnds.read(Ground.database(), organisation);

    var millis = new ArrayList<Double>();
    long found = 0;
    for (int i = 0; i < SEARCHES; i++) {
      var number = "06" + DIGITS.get(i / 10) + DIGITS.get(i % 10) + "3456";
      var subject = search.subject(organisation, number);
      long began = System.nanoTime();
      found +=
          search.find(organisation, subject, "X", "how long").stream()
              .mapToLong(Found::count)
              .sum();
      millis.add((System.nanoTime() - began) / 1e6);
    }

    assertThat(found).isPositive();
    var slowest = millis.stream().sorted().skip(SEARCHES - 2L).findFirst().orElseThrow();
    System.out.printf("p99 of a search: %.1f ms%n", slowest);
    assertThat(slowest).as("p99 in ms").isLessThan(MOST_MILLIS);
  }

  private void write(OrganisationId organisation) {
    var rows = new ArrayList<Object[]>();
    for (int i = 0; i < AT_ONCE; i++) {
      var text = said();
      var words = new JsonArray();
      for (var word : text.split(" ")) {
        double start = words.size() * 0.4;
        words.add(
            new JsonObject()
                .put("text", word)
                .put("start", start)
                .put("end", start + 0.3)
                .put("confidence", 0.9));
      }
      rows.add(
          new Object[] {
            Id.next("trn"),
            organisation.value(),
            CallId.next().value(),
            Id.next("rec"),
            new JsonObject().put("caller", words),
            text
          });
    }
    Ground.database()
        .in(
            organisation,
            tx -> {
              tx.batch(
                  """
                  insert into transcript
                    (id, organisation_id, call_id, recording_id, language, state, words, text)
                  values ($1, $2, $3, $4, 'fr', 'available', $5, $6)
                  """,
                  rows);
              return null;
            });
  }

  private String said() {
    var text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append("bonjour je vous rappelle pour la commande que nous avons passée hier matin ");
    }
    text.append("mon numéro est le zéro six");
    for (int i = 0; i < 4; i++) {
      text.append(' ').append(PAIRS.get(random.nextInt(PAIRS.size())));
    }
    return text.append(" merci").toString();
  }
}
