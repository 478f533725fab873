package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RelayLoopTest {
  @Test
  void whateverOneTaskDoesTheOtherCallsGoOn() throws Exception {
    var loopback = InetAddress.getByName("127.0.0.1");
    try (var loop = new RelayLoop("test", loopback, 47_900, 47_911, new SimpleMeterRegistry())) {
      for (var fault : new Error[] {new OutOfMemoryError("as said"), new StackOverflowError()}) {
        var goesOn = new CountDownLatch(1);
        loop.run(
            () -> {
              throw fault;
            });
        loop.run(goesOn::countDown);

        assertThat(goesOn.await(15, TimeUnit.SECONDS)).as("%s", fault).isTrue();
      }
    }
  }
}
