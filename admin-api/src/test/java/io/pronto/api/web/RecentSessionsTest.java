package io.pronto.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.access.Principal;
import io.pronto.core.access.SignedIn;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentSessionsTest {
  private static final Optional<SignedIn> SOMEBODY =
      Optional.of(new SignedIn("ses_1", new Principal.Operator("opr_1")));

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger lookups = new AtomicInteger();
  private final AtomicBoolean changesMeanwhile = new AtomicBoolean();
  private Optional<SignedIn> stored = SOMEBODY;
  private final RecentSessions recent = new RecentSessions(this::lookup, nanos::get);

  private Optional<SignedIn> lookup(String token) {
    lookups.incrementAndGet();
    var found = stored;
    if (changesMeanwhile.get()) {
      stored = Optional.empty();
      recent.forget();
    }
    return found;
  }

  @Test
  void aSessionIsLookedUpOnceASecond() {
    assertThat(recent.find("one")).isEqualTo(SOMEBODY);
    pass(Duration.ofMillis(999));
    assertThat(recent.find("one")).isEqualTo(SOMEBODY);
    assertThat(lookups).hasValue(1);

    pass(Duration.ofMillis(1));
    assertThat(recent.find("one")).isEqualTo(SOMEBODY);
    assertThat(lookups).hasValue(2);
  }

  @Test
  void oneThatEndedElsewhereIsGoneASecondLater() {
    recent.find("one");
    stored = Optional.empty();
    pass(Duration.ofSeconds(1));

    assertThat(recent.find("one")).isEmpty();
  }

  @Test
  void oneThatEndedHereIsGoneAtOnce() {
    recent.find("one");
    stored = Optional.empty();
    recent.forget();

    assertThat(recent.find("one")).isEmpty();
  }

  /** The lookup saw what was before the change, and must not bring it back after it. */
  @Test
  void aLookupThatAChangeOvertookIsNotKept() {
    changesMeanwhile.set(true);
    assertThat(recent.find("one")).isEqualTo(SOMEBODY);

    assertThat(recent.find("one")).isEmpty();
  }

  @Test
  void noSessionIsTakenForAnother() {
    recent.find("one");
    stored = Optional.empty();

    assertThat(recent.find("other")).isEmpty();
    assertThat(recent.find("other")).isEmpty();
    assertThat(lookups).as("a guess is not kept").hasValue(3);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
