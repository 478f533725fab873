package io.pronto.core.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.lease.Leases.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Leases leases = new Leases();
  private final AtomicInteger freed = new AtomicInteger();

  @AfterEach
  void close() {
    leases.close();
  }

  @Test
  void whatIsTakenIsHeldUntilItIsGivenBack() {
    var lease = leases.take(Kind.PORT, "call_1", MINUTE, freed::incrementAndGet);
    assertThat(leases.held(Kind.PORT)).isEqualTo(1);
    assertThat(leases.owners(Kind.PORT)).containsExactly("call_1");
    assertThat(leases.held(Kind.DIALOG)).isZero();

    lease.close();
    lease.close();

    assertThat(leases.held(Kind.PORT)).isZero();
    assertThat(freed).hasValue(0);
  }

  @Test
  void whatIsOverdueIsTakenBackOnceAndCounted() {
    leases.take(Kind.DIALOG, "call_1", MINUTE, freed::incrementAndGet);

    leases.sweep(in(MINUTE.minusSeconds(1)));
    assertThat(leases.held(Kind.DIALOG)).isEqualTo(1);

    leases.sweep(in(MINUTE.plusSeconds(1)));
    leases.sweep(in(MINUTE.plusSeconds(1)));
    assertThat(leases.held(Kind.DIALOG)).isZero();
    assertThat(leases.reclaimed(Kind.DIALOG)).isEqualTo(1);
    assertThat(leases.reclaimed(Kind.PORT)).isZero();
    assertThat(freed).hasValue(1);
  }

  @Test
  void aLeaseThatIsRenewedIsNotOverdue() {
    var lease = leases.take(Kind.CALL, "call_1", MINUTE, freed::incrementAndGet);

    lease.renew(Duration.ofHours(1));
    leases.sweep(in(MINUTE.plusSeconds(1)));

    assertThat(leases.held(Kind.CALL)).isEqualTo(1);
  }

  @Test
  void oneThatCannotBeTakenBackHoldsUpNoOther() {
    leases.take(
        Kind.TIMER,
        "call_1",
        MINUTE,
        () -> {
          throw new IllegalStateException("stuck");
        });
    leases.take(Kind.TIMER, "call_2", MINUTE, freed::incrementAndGet);

    leases.sweep(in(MINUTE.plusSeconds(1)));

    assertThat(leases.held(Kind.TIMER)).isZero();
    assertThat(leases.reclaimed(Kind.TIMER)).isEqualTo(2);
    assertThat(freed).hasValue(1);
  }

  @Test
  void theSweeperFindsItByItself() {
    leases.take(Kind.RECORDER, "rec_1", Duration.ZERO, freed::incrementAndGet);

    Waiting.until("taken back", () -> freed.get() == 1);
  }

  @Test
  void manyOwnersAtOnceLeaveNothingBehind() {
    IntStream.range(0, 10_000)
        .parallel()
        .forEach(
            i -> leases.take(Kind.ENDPOINT, "call_" + i, MINUTE, freed::incrementAndGet).close());

    assertThat(leases.held(Kind.ENDPOINT)).isZero();
    assertThat(freed).hasValue(0);
  }

  private static long in(Duration ahead) {
    return System.nanoTime() + ahead.toNanos();
  }
}
