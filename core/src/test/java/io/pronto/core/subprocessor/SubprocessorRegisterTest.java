package io.pronto.core.subprocessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Conflict;
import io.pronto.core.db.PageRequest;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subprocessor.SubprocessorNotice.Change;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubprocessorRegisterTest {
  private final OrganisationId organisation = Ground.organisation();
  private Instant now = at(LocalDate.of(2026, 3, 2), LocalTime.NOON);
  private final SubprocessorRegister register =
      new SubprocessorRegister(Ground.database(), () -> now);
  private final Objections objections =
      new Objections(Ground.database(), Ground.outbox(), () -> now);
  private final SubprocessorGate gate = new SubprocessorGate(Ground.database(), () -> now);

  @ParameterizedTest
  @CsvSource({
    "2026-03-27, 2026-04-14",
    "2026-04-29, 2026-05-19",
    "2026-05-18, 2026-06-03",
    "2027-10-29, 2027-11-17",
    "2026-12-23, 2027-01-09"
  })
  void withNineWorkingDaysItIsRefusedAndWithTenAccepted(LocalDate notice, LocalDate earliest) {
    now = at(notice, LocalTime.of(23, 59));

    assertThatThrownBy(() -> register.add(Announced.details(), earliest.minusDays(1)))
        .isInstanceOfSatisfying(
            NoticeRefused.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(NoticeRefused.Reason.NOTICE_TOO_SHORT))
        .hasMessageContaining(earliest.toString())
        .hasMessageContaining("there are 9");

    var added = register.add(Announced.details(), earliest);
    assertThat(added.latest().effectiveOn()).isEqualTo(earliest);
    assertThat(added.state(earliest.minusDays(1))).isEqualTo(Subprocessor.State.ANNOUNCED);
    assertThat(added.state(earliest)).isEqualTo(Subprocessor.State.IN_FORCE);
    assertThatThrownBy(
            () -> register.remove(added.id(), earliest.minusDays(1), _ -> {}).isPresent())
        .isInstanceOf(NoticeRefused.class);
  }

  @Test
  void itIsUsedFromTheDayOnWhichItTakesEffectUntilItIsRemoved() {
    var by = new ProcessedBy.Named(register.add(Announced.details(), day("2026-03-17")).id());
    assertThat(gate.permits(organisation, by)).isFalse();
    now = at(day("2026-03-16"), LocalTime.of(23, 59));
    assertThat(gate.permits(organisation, by)).isFalse();
    now = at(day("2026-03-17"), LocalTime.MIDNIGHT);
    assertThat(gate.permits(organisation, by)).isTrue();
    assertThat(gate.permits(Optional.empty(), by)).isTrue();

    var removed = register.remove(by.subprocessorId(), day("2026-06-01"), _ -> {}).orElseThrow();
    assertThat(removed.latest().change()).isEqualTo(Change.REMOVED);
    now = at(day("2026-05-31"), LocalTime.of(23, 59));
    assertThat(gate.permits(organisation, by)).isTrue();
    now = at(day("2026-06-01"), LocalTime.MIDNIGHT);
    assertThat(gate.permits(organisation, by)).isFalse();
    assertThatThrownBy(
            () ->
                register.change(
                    by.subprocessorId(), day("2026-12-01"), _ -> {}, _ -> Announced.details()))
        .isInstanceOf(NoticeRefused.class)
        .hasMessageContaining("2026-06-01");
  }

  @Test
  void whatNobodyKnowsIsNotUsedAndWhatIsOnesOwnIs() {
    var unknown = new ProcessedBy.Named("spr_" + "Z".repeat(26));
    assertThat(gate.permits(organisation, unknown)).isFalse();
    assertThat(gate.permits(organisation, new ProcessedBy.Ourselves())).isTrue();
    assertThat(gate.permits(organisation, new ProcessedBy.Unsaid())).isTrue();
  }

  @Test
  void anObjectionKeepsItsOrganisationOffAndNobodyElse() {
    var other = Ground.organisation();
    var added = register.add(Announced.details(), day("2026-03-17"));
    var by = new ProcessedBy.Named(added.id());
    var objection = objections.raise(organisation, added.id(), "No", "usr_a").orElseThrow();
    now = at(day("2026-03-17"), LocalTime.MIDNIGHT);

    assertThat(gate.permits(organisation, by)).isFalse();
    assertThat(gate.permits(other, by)).isTrue();
    assertThat(objections.find(other, objection.id())).isEmpty();
    assertThat(objections.withdraw(other, objection.id(), "usr_b")).isEmpty();

    var answered =
        objections
            .answer(objection.id(), Objection.Way.LEAVE, "You may", "opr_a", _ -> {})
            .orElseThrow();
    assertThat(answered.answer().orElseThrow().way()).isEqualTo(Objection.Way.LEAVE);
    assertThat(gate.permits(organisation, by)).as("whatever it is answered").isFalse();

    objections.withdraw(organisation, objection.id(), "usr_a");
    assertThat(gate.permits(organisation, by)).isTrue();
    assertThatThrownBy(
            () -> objections.answer(objection.id(), Objection.Way.LEAVE, "x", "opr_a", _ -> {}))
        .isInstanceOf(ObjectionRefused.class);
  }

  @Test
  void anObjectionToAChangeHoldsFromTheChangeOnAndOutlivesTheNext() {
    var added = register.add(Announced.details(), day("2026-03-17"));
    var by = new ProcessedBy.Named(added.id());
    now = at(day("2026-04-01"), LocalTime.NOON);
    change(added, "2026-05-01");
    objections.raise(organisation, added.id(), "Not there", "usr_a");
    now = at(day("2026-04-30"), LocalTime.NOON);
    assertThat(gate.permits(organisation, by)).as("as it was agreed to").isTrue();
    change(added, "2026-07-01");

    now = at(day("2026-05-01"), LocalTime.NOON);
    assertThat(gate.permits(organisation, by)).isFalse();
    now = at(day("2026-07-01"), LocalTime.NOON);
    assertThat(gate.permits(organisation, by)).isFalse();
  }

  @Test
  void anObjectionIsToTheFirstNoticeThatIsStillOpen() {
    var added = register.add(Announced.details(), day("2026-03-17"));
    now = at(day("2026-03-09"), LocalTime.NOON);
    change(added, "2026-06-01");
    var by = new ProcessedBy.Named(added.id());

    var first = objections.raise(organisation, added.id(), "Not at all", "usr_a").orElseThrow();
    assertThat(first.notice()).isEqualTo(added.latest());
    now = at(day("2026-03-17"), LocalTime.NOON);
    assertThat(gate.permits(organisation, by)).isFalse();
    var late = Ground.organisation();
    var second = objections.raise(late, added.id(), "Not as it will be", "usr_b").orElseThrow();
    assertThat(second.notice().number()).isEqualTo(2);
    assertThat(gate.permits(late, by)).isTrue();
    now = at(day("2026-06-01"), LocalTime.NOON);
    assertThat(gate.permits(late, by)).isFalse();
  }

  @Test
  void oneMayObjectUntilTheTenthDayEndsInParis() {
    var added = register.add(Announced.details(), day("2026-03-17"));
    now = at(day("2026-03-16"), LocalTime.of(23, 59, 59));
    objections.raise(organisation, added.id(), "In time", "usr_a");
    assertThatThrownBy(() -> objections.raise(organisation, added.id(), "Twice", "usr_a"))
        .isInstanceOfSatisfying(
            Conflict.class,
            conflict ->
                assertThat(conflict.constraint()).isEqualTo("subprocessor_objection_standing"));

    now = at(day("2026-03-17"), LocalTime.MIDNIGHT);
    var late = Ground.organisation();
    assertThatThrownBy(() -> objections.raise(late, added.id(), "Late", "usr_b"))
        .isInstanceOf(ObjectionRefused.class)
        .hasMessageContaining("until 2026-03-16");
    assertThat(objections.raise(late, "spr_" + "Z".repeat(26), "What", "usr_b")).isEmpty();
  }

  @Test
  void whatShipsIsInForceAndWasNeverAnnounced() {
    var example =
        register.current().stream().filter(each -> each.id().contains("00SCALEWAY")).findFirst();

    var scaleway = example.orElseThrow();
    assertThat(scaleway.latest().objectionsUntil()).isEmpty();
    assertThat(scaleway.latest().details().uses()).contains(Use.OBJECT_STORAGE);
    assertThatThrownBy(() -> objections.raise(organisation, scaleway.id(), "No", "usr_a"))
        .isInstanceOf(ObjectionRefused.class);
    assertThat(register.list(first(100)).items())
        .extracting(each -> each.latest().details().name())
        .contains("Scaleway", "Cloudflare", "Brevo", "SendGrid", "DeepTranscript", "Tofane");
  }

  @Test
  void whatIsAnnouncedLaterTakesEffectNoEarlierAndSaysSomethingNew() {
    var added = register.add(Announced.details(), day("2026-06-01"));

    assertThatThrownBy(() -> change(added, "2026-05-31"))
        .isInstanceOfSatisfying(
            NoticeRefused.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(NoticeRefused.Reason.BEFORE_EARLIER_NOTICE));
    assertThatThrownBy(
            () -> register.change(added.id(), day("2026-06-01"), _ -> {}, before -> before))
        .isInstanceOf(NoticeRefused.class);
    assertThatThrownBy(() -> register.add(added.latest().details(), day("2026-06-01")))
        .isInstanceOf(NoticeRefused.class)
        .hasMessageContaining(added.id());
    register.remove(added.id(), day("2026-06-01"), _ -> {});
    assertThat(register.find(added.id()).orElseThrow().state(day("2026-06-01")))
        .isEqualTo(Subprocessor.State.ENDED);
  }

  @Test
  void theRegisterIsTheOperatorsToWriteAndNoticesAreNobodysToChange() {
    var added = register.add(Announced.details(), day("2026-06-01"));
    var database = Ground.database();

    assertThatThrownBy(
            () ->
                database.in(
                    organisation,
                    tx ->
                        tx.update(
                            "insert into subprocessor (id) values ($1)", "spr_" + "Y".repeat(26))))
        .hasMessageContaining("row-level security");
    assertThatThrownBy(
            () ->
                database.asOperator(
                    tx ->
                        tx.update(
                            "update subprocessor_notice set effective_on = '2000-01-01' where id ="
                                + " $1",
                            added.latest().id())))
        .hasMessageContaining("permission denied");
  }

  private Optional<Subprocessor> change(Subprocessor subprocessor, String effectiveOn) {
    return register.change(subprocessor.id(), day(effectiveOn), _ -> {}, _ -> Announced.details());
  }

  private static PageRequest first(int limit) {
    return new PageRequest(limit, Optional.empty(), Optional.empty(), false);
  }

  private static LocalDate day(String text) {
    return LocalDate.parse(text);
  }

  private static Instant at(LocalDate day, LocalTime time) {
    return WorkingDays.FRANCE.at(day, time);
  }
}
