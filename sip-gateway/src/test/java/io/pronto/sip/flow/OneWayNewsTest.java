package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.lease.Leases;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.leg.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneWayNewsTest {
  private final Timers timers = new Timers(new Leases());
  private final Mailbox mailbox = new Mailbox();
  private final List<String> told = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private final List<Runnable> works = new ArrayList<>();
  private final OneWayNews news =
      new OneWayNews(
          (wait, work) -> {
            waits.add(wait);
            works.add(work);
            return timers.after(wait, "call", mailbox, () -> {});
          },
          (side, leg) -> told.add("missed " + side + ' ' + leg),
          (side, leg, cure) -> told.add("restored " + side + ' ' + leg + ' ' + cure));

  @AfterEach
  void close() {
    news.close();
    timers.close();
  }

  @Test
  void whatComesAndGoesIsToldOnceInHalfAMinute() {
    for (int i = 0; i < 10; i++) {
      news.missed("called", "leg_1");
      news.restored("called", "leg_1", "none");
    }
    works.forEach(Runnable::run);

    assertThat(told).containsExactly("missed called leg_1", "restored called leg_1 none");
  }

  @Test
  void whatLastsIsToldWhenTheTimeHasPassed() {
    news.missed("called", "leg_1");
    news.restored("called", "leg_1", "none");
    news.missed("called", "leg_1");
    assertThat(told).hasSize(2);
    assertThat(waits.getFirst()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));

    works.getFirst().run();
    news.restored("called", "leg_1", "reinvite");

    assertThat(told.subList(2, 4))
        .containsExactly("missed called leg_1", "restored called leg_1 reinvite");
  }

  @Test
  void eachLegIsToldOfByItself() {
    news.missed("called", "leg_1");
    news.missed("caller", "leg_2");

    assertThat(told).containsExactly("missed called leg_1", "missed caller leg_2");
  }

  @Test
  void ofWhoHoldsNothingMoreIsTold() {
    news.missed("called", "leg_1");
    news.forget("leg_1");
    news.restored("called", "leg_1", "none");

    assertThat(told).containsExactly("missed called leg_1");
  }
}
