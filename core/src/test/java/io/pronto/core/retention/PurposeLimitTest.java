package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.destruction.Category;
import io.pronto.core.retention.RetentionRule.Scope;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What calls were recorded for limits how long it is kept, whatever rules say. */
class PurposeLimitTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final String LIMIT = "training, 6 months at most";

  private final Stock stock = new Stock(Ground.database());
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private final RetentionPolicies policies =
      new RetentionPolicies(Ground.database(), Ground.outbox(), InstantSource.system());

  @Test
  void whatIsRecordedForTrainingIsKeptSixMonthsAtMost() {
    decide(365, 365, false);

    var training = recorded(10, "training");
    var quality = recorded(10, "quality");

    assertThat(stock.expiry("recording", training)).isEqualTo(sixMonthsAfter(10));
    assertThat(stock.keptBy(training)).isEqualTo(LIMIT);
    assertThat(stock.transcriptExpiry(training)).isEqualTo(sixMonthsAfter(10));
    assertThat(stock.expiry("recording", quality)).isEqualTo(daysLater(10, 365));
    assertThat(stock.keptBy(quality)).isEqualTo("organisation 365 days");
  }

  @Test
  void aShorterRuleIsNotMadeLonger() {
    decide(60, 365, false);

    var training = recorded(10, "training");

    assertThat(stock.expiry("recording", training)).isEqualTo(daysLater(10, 60));
    assertThat(stock.keptBy(training)).isEqualTo("organisation 60 days");
  }

  @Test
  void itsTranscriptDoesNotOutliveTheLimit() {
    decide(365, 365, true);
    var written = recorded(10, "training");
    assertThat(stock.transcriptExpiry(written)).isEqualTo(sixMonthsAfter(10));

    Ground.database()
        .in(stock.organisation, tx -> tx.update("delete from recording where id = $1", written));
    decide(364, 364, true);

    assertThat(stock.transcriptExpiry(written)).isEqualTo(sixMonthsAfter(10));
  }

  @Test
  void aLongerRuleDoesNotLengthenItAndThePreviewSaysHowManyItIsAbout() {
    var training = recorded(10, "training");
    recorded(20, "quality");
    var wanted = policy(365, 365, false);

    var effect = policies.preview(stock.organisation, wanted);
    decide(365, 365, false);

    for (var of : effect.categories()) {
      assertThat(of.limited()).as(of.category().text()).isEqualTo(1);
      assertThat(of.later()).as(of.category().text()).isEqualTo(1);
    }
    assertThat(stock.expiry("recording", training)).isEqualTo(sixMonthsAfter(10));
    assertThat(stock.keptBy(training)).isEqualTo(LIMIT);
    assertThat(policies.preview(stock.organisation, policy(60, 60, false)).categories().getFirst())
        .returns(0L, RetentionEffect.OfCategory::limited)
        .returns(2L, RetentionEffect.OfCategory::sooner);
  }

  private String recorded(int daysAgo, String purpose) {
    var started = daysLater(daysAgo, 0);
    var call = stock.call(started);
    var recording =
        stock.recording(call, started, Optional.empty(), new JsonObject().put("purpose", purpose));
    stock.transcript(call, recording);
    return recording;
  }

  private void decide(int recordings, int transcripts, boolean outlive) {
    policies.put(stock.organisation, policy(recordings, transcripts, outlive), "usr_x", _ -> {});
    if (policies.find(stock.organisation).pending().isPresent()) {
      stock.itsDayHasCome();
      policies.putInForceIfDue(stock.organisation);
    }
    boolean done = false;
    while (!done) {
      done = policies.derive(stock.organisation);
    }
  }

  private RetentionPolicy policy(int recordings, int transcripts, boolean outlive) {
    var mine = stock.organisation.value();
    return new RetentionPolicy(
        List.of(
            new RetentionRule(Category.RECORDING, Scope.ORGANISATION, mine, recordings),
            new RetentionRule(Category.TRANSCRIPT, Scope.ORGANISATION, mine, transcripts)),
        outlive);
  }

  private Instant sixMonthsAfter(int daysAgo) {
    return daysLater(daysAgo, 0).atZone(PARIS).plusMonths(6).toInstant();
  }

  private Instant daysLater(int daysAgo, int days) {
    return now.atZone(PARIS).minusDays(daysAgo).plusDays(days).toInstant();
  }
}
