package io.pronto.core.customeraudit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.customeraudit.AuditRefused.Reason;
import io.pronto.core.customeraudit.CustomerAudit.State;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CustomerAuditsTest {
  /** It is 2 March 2027 in Paris already. */
  private static final Instant NOW = Instant.parse("2027-03-01T23:30:00Z");

  private static final LocalDate EARLIEST = LocalDate.of(2027, 5, 1);

  private final OrganisationId organisation = Ground.organisation();
  private final CustomerAudits audits = new CustomerAudits(Ground.database(), () -> NOW);

  @Test
  void itIsAskedForSixtyDaysAhead() {
    refused(EARLIEST.minusDays(1), Reason.NOTICE_TOO_SHORT, "Must be 2027-05-01 or later");

    assertThat(ask(EARLIEST).state()).isEqualTo(State.ASKED);
  }

  @Test
  void thereIsOneAYearAtMost() {
    ask(EARLIEST.plusMonths(2));

    refused(EARLIEST, Reason.ONE_A_YEAR, "Must be 2028-07-01 or later");
    refused(EARLIEST.plusMonths(14).minusDays(1), Reason.ONE_A_YEAR, "2028-07-01");
    ask(EARLIEST.plusMonths(14));
  }

  @Test
  void whatWasDeclinedOrWithdrawnDoesNotCount() {
    var declined = ask(EARLIEST);
    audits.answer(declined.id(), Optional.empty(), "Not then", "opr_a");
    var withdrawn = ask(EARLIEST.plusDays(1));
    audits.withdraw(organisation, withdrawn.id(), "usr_a");

    var asked = ask(EARLIEST.plusDays(2));

    assertThat(audits.find(organisation, declined.id()).orElseThrow().state())
        .isEqualTo(State.DECLINED);
    assertThat(audits.find(Ground.organisation(), asked.id())).isEmpty();
    assertThatThrownBy(() -> audits.answer(withdrawn.id(), Optional.of(EARLIEST), "Then", "opr_a"))
        .isInstanceOf(AuditRefused.class);
  }

  @Test
  void theDayThatWasAgreedOnCounts() {
    var asked = ask(EARLIEST);
    audits.answer(asked.id(), Optional.of(EARLIEST.plusMonths(1)), "A month later", "opr_a");

    refused(EARLIEST.plusYears(1), Reason.ONE_A_YEAR, "Must be 2028-06-01 or later");
    assertThat(audits.findAny(asked.id()).orElseThrow().state()).isEqualTo(State.ACCEPTED);
  }

  @Test
  void ofManyWhoAskAtOnceOneIsHeard() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asking =
          IntStream.range(0, 6)
              .<Callable<CustomerAudit>>mapToObj(i -> () -> ask(EARLIEST.plusDays(i)))
              .toList();

      assertThat(threads.invokeAll(asking))
          .filteredOn(each -> each.state() == Future.State.SUCCESS)
          .hasSize(1);
    }
  }

  private void refused(LocalDate on, Reason reason, String message) {
    assertThatThrownBy(() -> ask(on))
        .isInstanceOfSatisfying(AuditRefused.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private CustomerAudit ask(LocalDate on) {
    return audits.ask(organisation, on, "How recordings are deleted", "usr_a");
  }
}
