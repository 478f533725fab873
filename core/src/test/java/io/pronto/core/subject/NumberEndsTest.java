package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class NumberEndsTest {
  @Test
  void aNumberIsKnownByHowItBeginsAndEndsWhoeverEndsIt() {
    var words =
        new JsonObject()
            .put("caller", words(0, "zéro", "six", "douze"))
            .put("called", words(5, "trente-quatre", "56", "soixante", "dix", "huit"));

    assertThat(NumberEnds.of(words, "", "fr"))
        .contains(10_612_345, 22_345_678, 24_566_018, 25_660_108);
    assertThat(NumberEnds.of(new JsonObject(), "06 12 34 56 78", "fr"))
        .contains(10_612_345, 22_345_678);
    assertThat(NumberEnds.of(new JsonObject(), "vingt et un ans", "fr")).isEmpty();
  }

  @Test
  void aServerReadsWhatHasCome() {
    var organisation = Ground.organisation();
    var id = transcript(organisation);

    try (var _ = NumberEnds.start(Ground.database())) {
      Waiting.until("it is read", () -> isRead(organisation, id));
    }
  }

  private static String transcript(OrganisationId organisation) {
    var id = Id.next("trn");
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into transcript
                      (id, organisation_id, call_id, recording_id, language, state, words, text)
                    values ($1, $2, $3, $4, 'en', 'available', '{}', 'ring 06 12 34 56 78')
                    """,
                    id,
                    organisation.value(),
                    CallId.next().value(),
                    Id.next("rec")));
    return id;
  }

  private static boolean isRead(OrganisationId organisation, String id) {
    return Ground.database()
        .in(
            organisation,
            tx ->
                tx.one("select from transcript where id = $1 and 10612345 = any(number_ends)", id)
                    .isPresent());
  }

  private static JsonArray words(int start, String... texts) {
    var words = new JsonArray();
    for (var text : texts) {
      words.add(new JsonObject().put("text", text).put("start", (double) start + words.size()));
    }
    return words;
  }
}
