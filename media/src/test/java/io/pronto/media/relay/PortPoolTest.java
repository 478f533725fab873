package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortPoolTest {
  private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.61");
  private static final int KEPT = 2;

  private final PortPool pool = new PortPool(HOST, 31_000, 31_007, new LoopCounters());
  private final List<RtpPort> bound = new ArrayList<>();

  PortPoolTest() {
    for (int i = 0; i < 4; i++) {
      bound.add(pool.fresh());
    }
  }

  @AfterEach
  void close() throws IOException {
    for (var port : bound) {
      port.close();
    }
  }

  @Test
  void portsThatNobodyNeedsForAMinuteAreClosedButAFew() throws IOException {
    bound.forEach(pool::giveBack);

    pool.trim(in(Duration.ofSeconds(61)), KEPT);

    assertThatCode(() -> bind(bound.get(0).number())).doesNotThrowAnyException();
    assertThatCode(() -> bind(bound.get(1).number())).doesNotThrowAnyException();
    assertThatThrownBy(() -> bind(bound.get(2).number())).isInstanceOf(BindException.class);
    assertThat(pool.rested()).contains(bound.get(2));
    assertThat(pool.rested()).contains(bound.get(3));
    assertThat(pool.rested()).isEmpty();
  }

  @Test
  void aPortThatWasClosedIsBoundAgainWhenItIsNeeded() throws IOException {
    bound.forEach(pool::giveBack);
    pool.trim(in(Duration.ofSeconds(61)), KEPT);

    var again = pool.fresh();
    bound.add(again);

    assertThat(again.number()).isEqualTo(bound.get(0).number());
  }

  @Test
  void portsThatRestAreKept() throws IOException {
    bound.forEach(pool::giveBack);

    pool.trim(in(Duration.ofSeconds(50)), KEPT);

    assertThatThrownBy(() -> bind(bound.get(0).number())).isInstanceOf(BindException.class);
  }

  private static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  private static void bind(int port) throws IOException {
    new DatagramSocket(new InetSocketAddress(HOST, port)).close();
  }
}
