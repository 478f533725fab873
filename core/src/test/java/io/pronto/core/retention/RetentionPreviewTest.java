package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.destruction.Category;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.retention.RetentionRule.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a preview says would be deleted is what is: of random stocks, by random rules. */
class RetentionPreviewTest {
  private static final int TRIES = 25;
  private static final int STOCK = 40;

  @TempDir Path folder;
  private final Random random = new Random(7);
  private final Instant now = Instant.now();

  @Test
  void whatAPreviewCountsIsWhatIsDeleted() {
    try (var ground = new SweptDatabase(folder)) {
      var sweeper = ground.sweeper(InstantSource.system(), 11);
      var policies = new RetentionPolicies(ground.database, ground.outbox, InstantSource.system());
      var holds = new LegalHolds(ground.database, ground.outbox);
      long deleted = 0;
      long held = 0;
      for (int i = 0; i < TRIES; i++) {
        var stock = new Stock(ground.database);
        var users = List.of(stock.user(), stock.user());
        var team = stock.team(users.getFirst());
        var number = stock.number();
        inForce(policies, stock, users, policy(stock, users, team, number));
        ground.database.together(() -> fill(stock, users, number));
        if (random.nextBoolean()) {
          stock.hold(
              holds, random.nextBoolean() ? Stock.ofUser(users.getLast()) : Stock.ofNumber(number));
        }
        sweeper.sweep();
        var wanted = policy(stock, users, team, number);
        long recordings = stock.ids("recording").size();
        long transcripts = stock.ids("transcript").size();

        var preview = policies.preview(stock.organisation, wanted);
        inForce(policies, stock, users, wanted);
        sweeper.sweep();

        var of = preview.categories();
        assertThat(recordings - stock.ids("recording").size())
            .as("recordings, try " + i)
            .isEqualTo(of.getFirst().atOnce());
        assertThat(transcripts - stock.ids("transcript").size())
            .as("transcripts, try " + i)
            .isEqualTo(of.getLast().atOnce());
        deleted += of.getFirst().atOnce();
        held += of.getFirst().held();
      }
      assertThat(deleted).isPositive();
      assertThat(held).isPositive();
    }
  }

  private Void fill(Stock stock, List<String> users, String number) {
    for (int i = 0; i < STOCK; i++) {
      stock.recorded(
          now.minus(Duration.ofHours(random.nextInt(24 * 380))),
          random.nextBoolean() ? Optional.of(number) : Optional.empty(),
          users.subList(0, random.nextInt(3)).toArray(String[]::new));
    }
    return null;
  }

  private static void inForce(
      RetentionPolicies policies, Stock stock, List<String> users, RetentionPolicy wanted) {
    var state = policies.put(stock.organisation, wanted, users.getFirst(), _ -> {});
    if (state.pending().isPresent()) {
      policies.confirm(stock.organisation, users.getLast());
      stock.itsDayHasCome();
      policies.putInForceIfDue(stock.organisation);
    }
  }

  private RetentionPolicy policy(Stock stock, List<String> users, String team, String number) {
    var rules = new ArrayList<RetentionRule>();
    for (var category : List.of(Category.RECORDING, Category.TRANSCRIPT)) {
      some(rules, category, Scope.ORGANISATION, stock.organisation.value());
      some(rules, category, Scope.TEAM, team);
      some(rules, category, Scope.NUMBER, number);
      users.forEach(user -> some(rules, category, Scope.USER, user));
    }
    return new RetentionPolicy(rules, random.nextBoolean());
  }

  private void some(List<RetentionRule> rules, Category category, Scope scope, String id) {
    if (random.nextInt(2) == 0) {
      rules.add(new RetentionRule(category, scope, id, 1 + random.nextInt(365)));
    }
  }
}
