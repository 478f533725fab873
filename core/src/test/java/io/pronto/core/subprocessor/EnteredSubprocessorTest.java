package io.pronto.core.subprocessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.OwnPostgres;
import io.pronto.core.db.Database;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A register of its own, in which nothing has been announced. */
class EnteredSubprocessorTest {
  @TempDir Path stores;

  @Test
  void whoIsInUseAlreadyIsEnteredWithoutNoticeUntilSomethingIsAnnounced() {
    try (var postgres = OwnPostgres.start(stores);
        var database = new Database(Ground.vertx(), postgres.url())) {
      var register = new SubprocessorRegister(database, InstantSource.system());
      var today = register.today();

      var entered = register.enter(Announced.details(), today.minusYears(2));

      assertThat(entered.state(today)).isEqualTo(Subprocessor.State.IN_FORCE);
      assertThat(entered.latest().objectionsUntil()).isEmpty();
      assertThat(
              new SubprocessorGate(database, InstantSource.system())
                  .permits(Optional.empty(), new ProcessedBy.Named(entered.id())))
          .isTrue();
      refused(register, today.plusDays(1), NoticeRefused.Reason.NOT_YET);
      register.enter(Announced.details(), today);
      register.remove(entered.id(), today.plusMonths(3), _ -> {});
      refused(register, today, NoticeRefused.Reason.NOTICE_NEEDED);
    }
  }

  private static void refused(
      SubprocessorRegister register, LocalDate since, NoticeRefused.Reason why) {
    assertThatThrownBy(() -> register.enter(Announced.details(), since))
        .isInstanceOfSatisfying(
            NoticeRefused.class, refused -> assertThat(refused.reason()).isEqualTo(why));
  }
}
