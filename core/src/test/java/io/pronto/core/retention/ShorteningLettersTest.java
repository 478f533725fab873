package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.retention.RetentionRule.Scope;
import io.pronto.core.seal.ProofKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All who administer an organisation are written to when something is to go sooner, and before. */
class ShorteningLettersTest {
  private static final InstantSource SYSTEM = InstantSource.system();

  @TempDir static Path folder;
  private static SweptDatabase ground;
  private static Optional<MailQueue> mail;

  private final Stock stock = new Stock(ground.database);
  private final RetentionPolicies policies =
      new RetentionPolicies(ground.database, ground.outbox, mail, SYSTEM);
  private final String ann = stock.user();

  @BeforeAll
  static void start() {
    ground = new SweptDatabase(folder);
    mail = Optional.of(new MailQueue(ground.master, URI.create("https://pronto.example.com")));
  }

  @AfterAll
  static void stop() {
    ground.close();
  }

  @Test
  void whereAnotherMayConfirmAllAreWrittenToWhenItIsAskedForAndWhenThatOneHas() {
    var bob = stock.user();
    var eve = stock.user();
    var agent = stock.user();
    ground.owner("update user_account set role = 'agent' where id = '%s'".formatted(agent));
    ground.owner(
        "update user_account set role = 'super_administrator' where id = '%s'".formatted(eve));
    shorten();

    for (var each : List.of(ann, bob, eve)) {
      assertThat(letters(each)).as(each).containsExactly("retention_asked");
    }

    policies.confirm(stock.organisation, bob);

    for (var each : List.of(ann, bob, eve)) {
      assertThat(letters(each)).containsExactly("retention_asked", "retention_near");
    }
    assertThat(letters(agent)).isEmpty();
    sweep();
    assertThat(letters(ann)).hasSize(2);
    assertThat(policies.find(stock.organisation).pending()).isPresent();
  }

  @Test
  void whereThereIsOneAloneThatOneIsWrittenToAgainADayBeforeAndItIsNotInForceSooner() {
    var recording = shorten();
    assertThat(letters(ann)).containsExactly("retention_waits");
    sweep();
    assertThat(letters(ann)).hasSize(1);

    ground.owner(
        "update retention_change set in_force_at = now() + interval '24 hours 30 minutes'");
    sweep();
    assertThat(letters(ann)).containsExactly("retention_near", "retention_waits");

    ground.owner("update retention_change set in_force_at = now()");
    sweep();
    assertThat(policies.find(stock.organisation).pending()).isEmpty();
    assertThat(stock.ids("recording")).doesNotContain(recording);
  }

  @Test
  void whoeverIsToldLateHasADayAllTheSame() {
    var recording = shorten();
    ground.owner("update retention_change set in_force_at = now() - interval '3 days'");

    sweep(); // after servers were away for days

    assertThat(letters(ann)).contains("retention_near");
    assertThat(policies.find(stock.organisation).pending().orElseThrow().inForceAt())
        .isAfter(Instant.now().plus(Duration.ofHours(23)));
    assertThat(stock.ids("recording")).contains(recording);
  }

  /** A change by which the recording of it, which is returned, would go at once. */
  private String shorten() {
    var recording = stock.recorded(Instant.now().minus(Duration.ofDays(40)), Optional.empty(), ann);
    var rule =
        new RetentionRule(Category.RECORDING, Scope.ORGANISATION, stock.organisation.value(), 30);
    var state =
        policies.put(stock.organisation, new RetentionPolicy(List.of(rule), false), ann, _ -> {});
    assertThat(state.pending()).isPresent();
    return recording;
  }

  private List<String> letters(String user) {
    return ground
        .database
        .in(
            stock.organisation,
            tx -> tx.query("select kind from mail where account_id = $1 order by kind", user))
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static void sweep() {
    new Sweeper(
            ground.database,
            ground.store(),
            ground.outbox,
            mail,
            new DestructionCertificates(new ProofKey(ground.database, ground.master), SYSTEM),
            new SealedArchive(ground.master),
            SYSTEM,
            new SimpleMeterRegistry(),
            new SweepPace(100, 0))
        .sweep();
  }
}
