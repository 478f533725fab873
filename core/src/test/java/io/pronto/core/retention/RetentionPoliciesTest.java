package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.destruction.Category;
import io.pronto.core.retention.RetentionRule.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionPoliciesTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  private final Stock stock = new Stock(Ground.database());
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private Instant clock = now;
  private final RetentionPolicies policies =
      new RetentionPolicies(Ground.database(), Ground.outbox(), () -> clock);
  private final String ann = stock.user();
  private final String bob = stock.user();

  @Test
  void whatNobodyHasDecidedAboutIsKeptSixMonths() {
    var recording = stock.recorded(daysAgo(10), Optional.empty(), ann);

    assertThat(stock.expiry("recording", recording))
        .isEqualTo(daysAgo(10).atZone(PARIS).plusMonths(6).toInstant());
    assertThat(stock.transcriptExpiry(recording)).isEqualTo(stock.expiry("recording", recording));
    assertThat(stock.keptBy(recording)).isEqualTo("usual P6M");
  }

  @Test
  void theNarrowestRuleWinsAndOfSeveralOfAKindTheShortest() {
    var team = stock.team(ann);
    var wide = stock.team(ann, bob);
    var number = stock.number();
    var other = stock.number();
    decide(
        rule(Scope.ORGANISATION, stock.organisation.value(), 300),
        rule(Scope.TEAM, team, 290),
        rule(Scope.TEAM, wide, 310),
        rule(Scope.NUMBER, number, 320),
        rule(Scope.USER, bob, 330));

    assertThat(days(stock.recorded(now, Optional.empty()))).isEqualTo(300);
    assertThat(days(stock.recorded(now, Optional.of(other)))).isEqualTo(300);
    assertThat(days(stock.recorded(now, Optional.empty(), ann))).isEqualTo(290);
    assertThat(days(stock.recorded(now, Optional.of(number)))).isEqualTo(320);
    assertThat(days(stock.recorded(now, Optional.of(number), ann))).isEqualTo(320);
    assertThat(days(stock.recorded(now, Optional.of(number), bob))).isEqualTo(330);
    assertThat(days(stock.recorded(now, Optional.of(number), ann, bob))).isEqualTo(330);
    decide(
        rule(Scope.ORGANISATION, stock.organisation.value(), 300),
        rule(Scope.USER, ann, 340),
        rule(Scope.USER, bob, 330));
    var both = stock.recorded(now, Optional.of(number), ann, bob);
    assertThat(days(both)).isEqualTo(330);
    assertThat(stock.keptBy(both)).isEqualTo("user 330 days");
  }

  @Test
  void whoLeavesATeamChangesNothingOfWhatWasRecordedBefore() {
    var team = stock.team(ann);
    var recording = stock.recorded(now, Optional.empty(), ann);
    Ground.database()
        .in(
            stock.organisation,
            tx -> tx.update("delete from team_member where team_id = $1", team));

    decide(rule(Scope.TEAM, team, 300));

    assertThat(days(recording)).isEqualTo(300);
    assertThat(stock.keptBy(stock.recorded(now, Optional.empty(), ann))).isEqualTo("usual P6M");
  }

  @Test
  void aChangeThatDeletesNothingSoonerIsInForceAtOnceForWhatThereIs() {
    var recording = stock.recorded(daysAgo(10), Optional.empty(), ann);

    var state = decide(organisation(300));

    assertThat(state.pending()).isEmpty();
    assertThat(days(recording)).isEqualTo(300);
  }

  @Test
  void aChangeThatDeletesSoonerWaitsForASecondPersonAndADay() {
    var recording = stock.recorded(daysAgo(10), Optional.empty(), ann);
    var before = stock.expiry("recording", recording);

    var state = decide(organisation(30));

    assertThat(state.policy().rules()).isEmpty();
    var pending = state.pending().orElseThrow();
    assertThat(pending.askedBy()).isEqualTo(ann);
    assertThat(pending.needsConfirmation()).isTrue();
    assertThat(pending.confirmedBy()).isEmpty();
    assertThat(stock.expiry("recording", recording)).isEqualTo(before);
    assertThat(stock.events("retention_change.waits")).containsExactly(pending.id());
    assertThatThrownBy(() -> policies.confirm(stock.organisation, ann))
        .isInstanceOfSatisfying(
            NothingToConfirm.class, refused -> assertThat(refused.isOwnChange()).isTrue());

    var confirmed = policies.confirm(stock.organisation, bob).pending().orElseThrow();

    assertThat(confirmed.confirmedBy()).contains(bob);
    assertThat(confirmed.inForceAt())
        .isBetween(now.plus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)));
    assertThat(stock.events("retention_change.confirmed")).containsExactly(pending.id());
    assertThatThrownBy(() -> policies.confirm(stock.organisation, bob))
        .isInstanceOf(NothingToConfirm.class);
    clock = now.plus(Duration.ofDays(30)); // one that is ahead
    assertThat(policies.putInForceIfDue(stock.organisation)).isFalse();
    assertThat(stock.expiry("recording", recording)).isEqualTo(before);

    stock.itsDayHasCome();
    assertThat(policies.putInForceIfDue(stock.organisation)).isTrue();
    derive();

    var after = policies.find(stock.organisation);
    assertThat(after.pending()).isEmpty();
    assertThat(after.policy().rules()).containsExactly(organisation(30));
    assertThat(days(recording)).isEqualTo(30);
    assertThat(stock.transcriptExpiry(recording)).isEqualTo(stock.expiry("recording", recording));
  }

  @Test
  void oneThatAnotherAdministratorMayConfirmIsNeverInForceWithout() {
    stock.recorded(daysAgo(40), Optional.empty(), ann);
    decide(organisation(30));

    stock.itsDayHasCome();
    clock = now.plus(Duration.ofDays(30));

    assertThat(policies.changesDue()).doesNotContain(stock.organisation);
    assertThat(policies.changesNear()).doesNotContain(stock.organisation);
    assertThat(policies.putInForceIfDue(stock.organisation)).isFalse();
  }

  @Test
  void whoIsMadeAnAdministratorLaterMayShortenTheWait() {
    leave(bob);
    stock.recorded(daysAgo(40), Optional.empty(), ann);
    assertThat(decide(organisation(30)).pending().orElseThrow().needsConfirmation()).isFalse();

    var confirmed = policies.confirm(stock.organisation, stock.user()).pending().orElseThrow();

    assertThat(confirmed.inForceAt())
        .isBetween(now.plus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)));
  }

  @Test
  void aChangeThatNobodyWithdrawsIsInForceAfterSevenDays() {
    leave(bob);
    clock = now.minus(Duration.ofDays(20));
    var recording = stock.recorded(daysAgo(40), Optional.empty(), ann);
    decide(organisation(90));
    decide(organisation(100));

    // a clock that was set back makes nobody wait for less
    assertThat(policies.find(stock.organisation).pending().orElseThrow().inForceAt())
        .isAfterOrEqualTo(now.plus(Duration.ofDays(7)));
    clock = now.plus(Duration.ofDays(8)); // nor one that is ahead
    assertThat(policies.changesDue()).doesNotContain(stock.organisation);
    assertThat(policies.putInForceIfDue(stock.organisation)).isFalse();
    Ground.database()
        .in(stock.organisation, tx -> tx.update("update retention_change set in_force_at = now()"));
    assertThat(policies.changesDue()).as("nobody was told").doesNotContain(stock.organisation);
    assertThat(policies.changesNear()).contains(stock.organisation);
    assertThat(policies.tellIfNear(stock.organisation)).isTrue();
    assertThat(policies.find(stock.organisation).pending().orElseThrow().inForceAt())
        .as("a day from when it was told")
        .isAfterOrEqualTo(now.plus(Duration.ofDays(1)));
    assertThat(policies.tellIfNear(stock.organisation)).isFalse();
    assertThat(policies.putInForceIfDue(stock.organisation)).isFalse();
    stock.itsDayHasCome();
    assertThat(policies.changesDue()).contains(stock.organisation);
    assertThat(policies.putInForceIfDue(stock.organisation)).isTrue();
    assertThat(policies.derivations()).contains(stock.organisation);
    derive();

    assertThat(policies.derivations()).doesNotContain(stock.organisation);
    assertThat(policies.find(stock.organisation).pending()).isEmpty();
    assertThat(days(recording)).isEqualTo(100);
  }

  @Test
  void oneThatIsWithdrawnNeverIs() {
    stock.recorded(daysAgo(40), Optional.empty(), ann);
    decide(organisation(90));

    assertThat(policies.withdraw(stock.organisation)).isTrue();
    assertThat(policies.withdraw(stock.organisation)).isFalse();

    assertThat(policies.find(stock.organisation))
        .returns(Optional.empty(), RetentionState::pending)
        .returns(RetentionPolicy.USUAL, RetentionState::policy);
  }

  @Test
  void whatIsDueNeverComesBack() {
    var due = stock.recorded(daysAgo(200), Optional.empty(), ann);
    var before = stock.expiry("recording", due);
    var alive = stock.recorded(daysAgo(100), Optional.empty(), ann);
    assertThat(before).isBefore(now);

    decide(organisation(365));

    assertThat(stock.expiry("recording", due)).isEqualTo(before);
    assertThat(stock.transcriptExpiry(due)).isEqualTo(before);
    assertThat(days(alive)).isEqualTo(365);
  }

  @Test
  void aTranscriptIsKeptLongerThanItsRecordingOnlyWhereThatWasChosen() {
    var recording = stock.recorded(daysAgo(1), Optional.empty(), ann);
    var longer = new RetentionRule(Category.TRANSCRIPT, Scope.USER, ann, 350);
    var sounds = organisation(250);

    put(new RetentionPolicy(List.of(sounds, longer), false));
    assertThat(stock.transcriptExpiry(recording)).isEqualTo(stock.expiry("recording", recording));
    put(new RetentionPolicy(List.of(sounds, longer), true));

    assertThat(days(recording)).isEqualTo(250);
    assertThat(stock.transcriptExpiry(recording)).isEqualTo(later(daysAgo(1), 350));
    var next = stock.recorded(daysAgo(2), Optional.empty(), ann);
    assertThat(stock.transcriptExpiry(next)).isEqualTo(later(daysAgo(2), 350));
    var back = put(new RetentionPolicy(List.of(sounds, longer), false));
    assertThat(back.pending()).isPresent();
  }

  @Test
  void rulesOutOfBoundsTwiceOrAboutNothingAreRefused() {
    refused(RuleRefused.Reason.BELOW_MINIMUM, organisation(0));
    refused(RuleRefused.Reason.ABOVE_MAXIMUM, organisation(366));
    refused(
        RuleRefused.Reason.ABOVE_MAXIMUM,
        new RetentionRule(
            Category.CALL_DETAIL_RECORD, Scope.ORGANISATION, stock.organisation.value(), 100));
    var other = new Stock(Ground.database());
    refused(RuleRefused.Reason.NOT_FOUND, rule(Scope.USER, other.user(), 100));
    refused(RuleRefused.Reason.NOT_FOUND, rule(Scope.NUMBER, "+33999999999", 100));
    refused(RuleRefused.Reason.NOT_FOUND, rule(Scope.TEAM, other.team(), 100));
    assertThatThrownBy(() -> decide(organisation(100), organisation(101)))
        .isInstanceOfSatisfying(
            RuleRefused.class,
            it -> {
              assertThat(it.index()).isEqualTo(1);
              assertThat(it.reason()).isEqualTo(RuleRefused.Reason.REPEATED);
            });
  }

  @Test
  void sqlItselfRefusesWhatBoundsAndLawDoNotAllow() {
    assertThatThrownBy(
            () ->
                Ground.database()
                    .in(
                        stock.organisation,
                        tx ->
                            tx.update(
                                """
                                insert into retention_rule
                                values ($1, 'recording', 'organisation', $1, 400)
                                """,
                                stock.organisation.value())))
        .hasMessageContaining("not what the operator allows");
    for (var change :
        List.of("usual = 'P11M'", "usual = 'P13M'", "minimum_days = 1, maximum_days = 2")) {
      assertThatThrownBy(
              () ->
                  Ground.database()
                      .asOperator(
                          tx ->
                              tx.update(
                                  "update retention_bound set "
                                      + change
                                      + " where category = 'call_detail_record'")))
          .hasMessageContaining("retention_bound_of_law");
    }
    assertThatThrownBy(
            () -> Ground.database().asOperator(tx -> tx.update("delete from retention_bound")))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(
            () ->
                Ground.database()
                    .in(stock.organisation, tx -> tx.update("delete from cdr where true")))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(
            () ->
                Ground.database()
                    .in(
                        stock.organisation,
                        tx -> tx.update("update cdr set delete_after = delete_after + 1")))
        .hasMessageContaining("can only be updated to DEFAULT");
  }

  @Test
  void aRuleAboutSomebodyWhoIsNoMoreMayStay() {
    var eve = stock.user();
    decide(rule(Scope.USER, eve, 300));
    var recording = stock.recorded(now, Optional.empty(), eve);
    Ground.database()
        .in(stock.organisation, tx -> tx.update("delete from user_account where id = $1", eve));

    decide(rule(Scope.USER, eve, 300), organisation(310));

    assertThat(days(recording)).isEqualTo(300);
  }

  @Test
  void thePreviewSaysWhatWouldGoAndWhenAndChangesNothing() {
    stock.recorded(daysAgo(200), Optional.empty(), ann);
    stock.recorded(daysAgo(100), Optional.empty(), ann);
    stock.recorded(daysAgo(100), Optional.empty(), bob);
    stock.recorded(daysAgo(20), Optional.empty(), ann);
    stock.recorded(daysAgo(20), Optional.empty(), bob);

    var effect =
        policies.preview(
            stock.organisation,
            new RetentionPolicy(List.of(organisation(30), rule(Scope.USER, bob, 365)), false));

    var recordings = effect.categories().getFirst();
    assertThat(recordings.category()).isEqualTo(Category.RECORDING);
    assertThat(recordings.atOnce()).isEqualTo(1);
    assertThat(recordings.sooner()).isEqualTo(2);
    assertThat(recordings.later()).isEqualTo(2);
    assertThat(recordings.days())
        .containsExactly(
            new RetentionEffect.Day(now.atZone(PARIS).toLocalDate(), 1),
            new RetentionEffect.Day(now.atZone(PARIS).toLocalDate().plusDays(10), 1));
    assertThat(effect.deletesSooner()).isTrue();
    assertThat(policies.find(stock.organisation).policy()).isEqualTo(RetentionPolicy.USUAL);
  }

  @Test
  void nobodyElseSeesOrChangesThem() {
    decide(organisation(100));
    var other = new Stock(Ground.database());

    assertThat(policies.find(other.organisation).policy()).isEqualTo(RetentionPolicy.USUAL);
    policies.put(other.organisation, RetentionPolicy.USUAL, "usr_x", _ -> {});
    assertThat(policies.find(stock.organisation).policy().rules()).hasSize(1);
  }

  private void leave(String user) {
    Ground.database()
        .in(
            stock.organisation,
            tx -> tx.update("update user_account set active = false where id = $1", user));
  }

  private void derive() {
    boolean done = false;
    while (!done) {
      done = policies.derive(stock.organisation);
    }
  }

  private void refused(RuleRefused.Reason reason, RetentionRule rule) {
    assertThatThrownBy(() -> decide(rule))
        .isInstanceOfSatisfying(RuleRefused.class, it -> assertThat(it.reason()).isEqualTo(reason));
  }

  private RetentionState decide(RetentionRule... rules) {
    return put(new RetentionPolicy(List.of(rules), false));
  }

  private RetentionState put(RetentionPolicy policy) {
    return policies.put(stock.organisation, policy, ann, _ -> {});
  }

  private RetentionRule organisation(int days) {
    return rule(Scope.ORGANISATION, stock.organisation.value(), days);
  }

  private static RetentionRule rule(Scope scope, String id, int days) {
    return new RetentionRule(Category.RECORDING, scope, id, days);
  }

  private Instant daysAgo(int days) {
    return later(now, -days);
  }

  private static Instant later(Instant time, int days) {
    return time.atZone(PARIS).plusDays(days).toInstant();
  }

  /** For how many days that recording is kept. */
  private long days(String recording) {
    var row =
        Ground.database()
            .in(
                stock.organisation,
                tx ->
                    tx.one("select started_at from recording where id = $1", recording)
                        .orElseThrow());
    return ChronoUnit.DAYS.between(
        row.getOffsetDateTime(0).atZoneSameInstant(PARIS),
        stock.expiry("recording", recording).atZone(PARIS));
  }
}
