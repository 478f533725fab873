package io.pronto.core.subprocessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.OwnPostgres;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A register of its own, in which nothing has been announced. */
class EnteredSubprocessorTest {
  @TempDir Path stores;
  private Instant now = WorkingDays.FRANCE.at(LocalDate.of(2030, 3, 4), LocalTime.NOON);
  private OwnPostgres postgres;
  private Database database;
  private SubprocessorRegister register;

  @BeforeEach
  void start() {
    postgres = OwnPostgres.start(stores);
    database = new Database(Ground.vertx(), postgres.url());
    register = new SubprocessorRegister(database, () -> now);
  }

  @AfterEach
  void stop() {
    database.close();
    postgres.close();
  }

  @Test
  void whileThereIsNobodyToTellWhoIsInUseIsEnteredWithoutNoticeUntilSomethingIsAnnounced() {
    var today = register.today();

    var entered = register.enter(Announced.details(), today.minusYears(2));

    assertThat(entered.state(today)).isEqualTo(Subprocessor.State.IN_FORCE);
    assertThat(entered.latest().objectionsUntil()).isEmpty();
    assertThat(permits(Optional.empty(), entered)).isTrue();
    refused(today.plusDays(1), NoticeRefused.Reason.NOT_YET);
    register.enter(Announced.details(), today);
    register.remove(entered.id(), today.plusMonths(3), _ -> {});
    refused(today, NoticeRefused.Reason.NOTICE_NEEDED);
  }

  @Test
  void onceThereAreCustomersNobodyIsAddedToWhatShippedWithoutNotice() {
    customer();

    refused(register.today(), NoticeRefused.Reason.NOTICE_NEEDED);
    register.add(Announced.details(), NoticePeriod.from(now).earliestEffect());
  }

  @Test
  void whereCustomersCameBeforeTheRegisterTheyAreToldOfEachAndMayObject() throws SQLException {
    var customer = customer();
    emptied();
    var today = register.today();

    var entered = register.enter(Announced.details(), today.minusYears(2));

    assertThat(entered.state(today)).isEqualTo(Subprocessor.State.IN_FORCE);
    assertThat(entered.latest().objectionsUntil()).contains(LocalDate.of(2030, 3, 18));
    assertThat(entered.latest().inUse()).isTrue();
    assertThat(new Tellings(database).waiting(9))
        .containsExactly(new Tellings.Waiting(entered.latest().id(), customer));
    assertThat(permits(Optional.of(customer), entered)).isTrue();
    var objection =
        new Objections(database, Ground.outbox(), () -> now)
            .raise(customer, entered.id(), "Not with ours", "usr_a")
            .orElseThrow();
    assertThat(objection.answerBy()).isEqualTo(LocalDate.of(2030, 3, 18));
    assertThat(permits(Optional.of(customer), entered)).isFalse();
  }

  @Test
  void suchARegisterIsOpenForAsLongAsItsFirstEntryMayBeObjectedTo() throws SQLException {
    customer();
    emptied();
    register.enter(Announced.details(), register.today());

    now = WorkingDays.FRANCE.at(LocalDate.of(2030, 3, 18), LocalTime.of(23, 59));
    register.enter(Announced.details(), register.today());
    now = WorkingDays.FRANCE.at(LocalDate.of(2030, 3, 19), LocalTime.MIDNIGHT);
    refused(register.today(), NoticeRefused.Reason.NOTICE_NEEDED);
  }

  @Test
  void suchARegisterIsOpenNoLongerOnceSomethingIsAnnounced() throws SQLException {
    customer();
    emptied();
    register.enter(Announced.details(), register.today());

    register.add(Announced.details(), NoticePeriod.from(now).earliestEffect());

    refused(register.today(), NoticeRefused.Reason.NOTICE_NEEDED);
  }

  private OrganisationId customer() {
    var id = OrganisationId.next();
    database.asOperator(
        tx ->
            tx.update(
                "insert into organisation (id, name, country, label) values ($1, 'A', 'FR', 'a')",
                id.value()));
    return id;
  }

  /** As an upgrade leaves it where there are customers already. */
  private void emptied() throws SQLException {
    try (var owner =
            DriverManager.getConnection(
                "jdbc:postgresql://" + postgres.url().substring(postgres.url().indexOf('@') + 1),
                "postgres",
                "postgres");
        var statement = owner.createStatement()) {
      statement.execute("delete from subprocessor_notice; delete from subprocessor");
    }
  }

  private boolean permits(Optional<OrganisationId> organisation, Subprocessor subprocessor) {
    return new SubprocessorGate(database, () -> now)
        .permits(organisation, new ProcessedBy.Named(subprocessor.id()));
  }

  private void refused(LocalDate since, NoticeRefused.Reason why) {
    assertThatThrownBy(() -> register.enter(Announced.details(), since))
        .isInstanceOfSatisfying(
            NoticeRefused.class, refused -> assertThat(refused.reason()).isEqualTo(why));
  }
}
