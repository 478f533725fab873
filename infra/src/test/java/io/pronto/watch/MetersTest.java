package io.pronto.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.lease.Leases;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetersTest {
  @Test
  void whatIsHeldIsShownByKindAndReturnsToZero() {
    try (var leases = new Leases();
        var meters = new Meters()) {
      meters.show(leases);
      var lease = leases.take(Leases.Kind.DIALOG, "call_1", Duration.ofMinutes(1), () -> {});
      var during = meters.scrape();
      lease.close();

      assertThat(during).contains("pronto_leases{kind=\"dialog\"} 1.0");
      assertThat(meters.scrape())
          .contains("pronto_leases{kind=\"dialog\"} 0.0")
          .contains("pronto_leases_reclaimed_total{kind=\"dialog\"} 0.0")
          .contains("jvm_memory_used_bytes");
    }
  }
}
