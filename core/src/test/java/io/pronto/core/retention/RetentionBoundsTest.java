package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.db.PageRequest;
import io.pronto.core.destruction.Category;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.pronto.core.notification.NoticeNews;
import io.pronto.core.retention.RetentionRule.Scope;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator lowers: nothing of a customer's goes before that one has known for a week. */
class RetentionBoundsTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final InstantSource SYSTEM = InstantSource.system();

  @TempDir static Path folder;
  private static SweptDatabase ground;

  private final Stock stock = new Stock(ground.database);
  private final RetentionBounds bounds = new RetentionBounds(ground.database);
  private final Instant now = Instant.now();

  @BeforeAll
  static void start() {
    ground = new SweptDatabase(folder);
  }

  @AfterAll
  static void stop() {
    ground.close();
  }

  @AfterEach
  void allowWhatIsUsual() {
    bounds.put(bound(1, 365, "P6M"), "opr_one", _ -> {});
    ground.owner("delete from recording");
    ground.owner("delete from transcript");
  }

  @Test
  void toAllowLessDeletesNothingBeforeTwoHaveAgreedAndAWeekHasPassed() {
    var old = stock.recorded(daysAgo(90), Optional.empty());
    var young = stock.recorded(daysAgo(10), Optional.empty());

    var asked = lower();

    assertThat(asked.bound().maximumDays()).hasValue(365);
    assertThat(asked.pending().orElseThrow().inForceAt()).isEmpty();
    assertThatThrownBy(() -> bounds.confirm(Category.RECORDING, "opr_one"))
        .isInstanceOfSatisfying(
            NothingToConfirm.class, refused -> assertThat(refused.isOwnChange()).isTrue());
    ground.owner("update retention_bound_change set asked_at = asked_at - interval '30 days'");
    sweep();
    assertThat(stock.ids("recording")).containsExactlyInAnyOrder(old, young);

    var change = bounds.confirm(Category.RECORDING, "opr_two").pending().orElseThrow();
    assertThat(change.inForceAt().orElseThrow())
        .isBetween(now.plus(Duration.ofDays(7)), Instant.now().plus(Duration.ofDays(7)));
    news().tell();
    sweep();
    new RetentionBounds(ground.database, () -> now.plus(Duration.ofDays(8))).putInForceIfDue();
    assertThat(stock.ids("recording")).containsExactlyInAnyOrder(old, young);
    assertThat(bounds.find(Category.RECORDING).bound().maximumDays()).hasValue(365);

    ground.aWeekHasPassed();
    sweep();

    assertThat(bounds.find(Category.RECORDING))
        .returns(bound(1, 60, "P6M"), RetentionBoundState::bound)
        .returns(Optional.empty(), RetentionBoundState::pending);
    assertThat(stock.ids("recording")).containsExactly(young);
    assertThat(stock.keptBy(young)).isEqualTo("usual P6M");
  }

  @Test
  void itIsNotInForceWhileSomebodyHasNotBeenTold() {
    stock.recorded(daysAgo(90), Optional.empty());
    lower();
    bounds.confirm(Category.RECORDING, "opr_two");

    ground.aWeekHasPassed(); // and nobody has told of it
    ground.owner("update notice set told_at = null where kind = 'retention'");
    sweep();
    assertThat(stock.ids("recording")).hasSize(1);

    news().tell(); // and a week begins
    sweep();
    assertThat(stock.ids("recording")).hasSize(1);

    ground.aWeekHasPassed();
    sweep();
    assertThat(stock.ids("recording")).isEmpty();
  }

  @Test
  void toAllowMoreIsInForceAtOnceAndDropsWhatWaits() {
    lower();

    var state = bounds.put(bound(1, 400, "P7M"), "opr_one", _ -> {});

    assertThat(state.bound()).isEqualTo(bound(1, 400, "P7M"));
    assertThat(state.pending()).isEmpty();
    lowerTo(bound(1, 365, "P6M"));
  }

  @Test
  void fewerDaysAnEarlierDefaultAndALowerMinimumAllWait() {
    bounds.put(bound(10, 365, "P6M"), "opr_one", _ -> {});
    for (var less :
        List.of(
            bound(10, 364, "P6M"),
            bound(9, 365, "P6M"),
            bound(10, 365, "P5M"),
            bound(10, 365, "P183D"), // half a year, as it is from July on
            bound(10, 400, "P30D"))) {
      var state = bounds.put(less, "opr_one", _ -> {});
      assertThat(state.pending().orElseThrow().wanted()).isEqualTo(less);
      assertThat(state.bound()).isEqualTo(bound(10, 365, "P6M"));
    }
    lowerTo(bound(1, 365, "P6M"));
  }

  @Test
  void thePreviewCountsAndNamesWhomItAffectsAsTheSweepDeletes() {
    var other = new Stock(ground.database);
    var long300 =
        new RetentionRule(Category.RECORDING, Scope.ORGANISATION, stock.organisation.value(), 300);
    var short30 =
        new RetentionRule(Category.RECORDING, Scope.ORGANISATION, other.organisation.value(), 30);
    decide(stock, long300);
    decide(other, short30);
    stock.recorded(daysAgo(90), Optional.empty());
    stock.recorded(daysAgo(70), Optional.empty());
    stock.recorded(daysAgo(10), Optional.empty());
    other.recorded(daysAgo(10), Optional.empty());

    var effect = bounds.preview(bound(1, 60, "P6M"));
    long before = ground.owner("select count(*) from recording");
    lowerTo(bound(1, 60, "P6M"));
    sweep();

    assertThat(effect.waits()).isTrue();
    var recordings = effect.whole().categories().getFirst();
    assertThat(recordings.atOnce()).isEqualTo(2);
    assertThat(recordings.sooner()).isEqualTo(3);
    assertThat(before - ground.owner("select count(*) from recording"))
        .isEqualTo(recordings.atOnce());
    assertThat(stock.ids("transcript")).hasSize(1);
    assertThat(effect.organisations())
        .extracting(RetentionBoundEffect.OfOrganisation::organisation)
        .contains(stock.organisation)
        .doesNotContain(other.organisation);
  }

  @Test
  void allAdministratorsOfWhomItAffectsAreToldAndTheSameWhenItDoesNotCome() {
    var administrator = stock.user();
    stock.recorded(daysAgo(90), Optional.empty());
    var other = new Stock(ground.database);
    var none =
        new RetentionRule(Category.RECORDING, Scope.ORGANISATION, other.organisation.value(), 20);
    decide(other, none);
    lower();
    news().tell();
    assertThat(kinds(stock)).isEmpty();

    bounds.confirm(Category.RECORDING, "opr_two");
    news().tell();

    assertThat(kinds(stock)).containsExactly(Notice.Kind.RETENTION);
    assertThat(kinds(other)).isEmpty();
    assertThat(letters(administrator, "notice_retention")).isEqualTo(1);
    assertThat(ground.owner("select count(*) from event where type = 'notice.retention'"))
        .isPositive();
    var notices = new Notices(ground.database);
    var notice =
        notices.page(stock.organisation, Optional.empty(), PageRequest.first(9)).items().getFirst();
    assertThat(notice.facts().getInteger("recordings_deleted_sooner")).isEqualTo(1);
    assertThat(notice.facts().getInteger("maximum_days")).isEqualTo(60);

    assertThat(bounds.withdraw(Category.RECORDING)).isTrue();
    news().tell();

    assertThat(bounds.withdraw(Category.RECORDING)).isFalse();
    assertThat(letters(administrator, "notice_retention_withdrawn")).isEqualTo(1);
    ground.aWeekHasPassed();
    sweep();
    assertThat(stock.ids("recording")).hasSize(1);
  }

  @Test
  void whatIsAnnouncedToBeAllowedNoMoreCanBeChosenNoMoreButWhatWasMayStay() {
    var mine = stock.organisation.value();
    var before = new RetentionRule(Category.RECORDING, Scope.ORGANISATION, mine, 300);
    decide(stock, before);
    lower();
    bounds.confirm(Category.RECORDING, "opr_two");

    decide(stock, before);
    var user = new RetentionRule(Category.RECORDING, Scope.USER, stock.user(), 61);
    assertThatThrownBy(() -> decide(stock, before, user))
        .isInstanceOfSatisfying(
            RuleRefused.class,
            refused -> assertThat(refused.reason()).isEqualTo(RuleRefused.Reason.ABOVE_MAXIMUM));
    bounds.withdraw(Category.RECORDING);
    decide(stock, before, user);
  }

  @Test
  void sqlItselfAllowsLessOnlyWhenItsDayHasCome() {
    assertThatThrownBy(
            () ->
                ground.database.asOperator(
                    tx ->
                        tx.update(
                            """
                            update retention_bound set maximum_days = 60 where category = 'recording'
                            """)))
        .hasMessageContaining("waits for a second account");
    lower();
    assertThatThrownBy(
            () ->
                ground.database.asOperator(
                    tx ->
                        tx.update(
                            """
                            update retention_bound_change
                               set confirmed_by = 'opr_two', confirmed_at = now(), in_force_at = now()
                            """)))
        .hasMessageContaining("retention_bound_change_waits");
    assertThatThrownBy(
            () ->
                ground.database.asOperator(
                    tx ->
                        tx.update(
                            """
                            update retention_bound_change
                               set confirmed_by = asked_by, confirmed_at = now(), in_force_at = now() + interval '8 days'
                            """)))
        .hasMessageContaining("retention_bound_change_by_two");
  }

  private RetentionBoundState lower() {
    return bounds.put(bound(1, 60, "P6M"), "opr_one", _ -> {});
  }

  private void lowerTo(RetentionBound wanted) {
    ground.allow(wanted);
    assertThat(bounds.find(Category.RECORDING).bound()).isEqualTo(wanted);
  }

  private static RetentionBound bound(int minimum, int maximum, String usual) {
    return new RetentionBound(
        Category.RECORDING, OptionalInt.of(minimum), OptionalInt.of(maximum), Period.parse(usual));
  }

  private static void decide(Stock of, RetentionRule... rules) {
    var state =
        new RetentionPolicies(ground.database, ground.outbox, SYSTEM)
            .put(of.organisation, new RetentionPolicy(List.of(rules), false), "usr_x", _ -> {});
    assertThat(state.pending()).isEmpty();
  }

  private static NoticeNews news() {
    return new NoticeNews(
        ground.database,
        ground.outbox,
        Optional.of(new MailQueue(ground.master, URI.create("https://pronto.example.com"))),
        SYSTEM);
  }

  private static List<Notice.Kind> kinds(Stock of) {
    return new Notices(ground.database)
        .page(of.organisation, Optional.empty(), PageRequest.first(9)).items().stream()
            .map(Notice::kind)
            .toList();
  }

  private static long letters(String user, String kind) {
    return ground.owner(
        "select count(*) from mail where account_id = '%s' and kind = '%s'".formatted(user, kind));
  }

  private static void sweep() {
    ground.sweeper(SYSTEM, 100).sweep();
  }

  private Instant daysAgo(int days) {
    return now.atZone(PARIS).minusDays(days).toInstant();
  }
}
