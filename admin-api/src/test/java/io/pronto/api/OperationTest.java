package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperationTest {
  @Test
  void healthIsAnsweredToAnybody() {
    Client.stranger().get("/health/live").is(200);
    assertThat(Client.stranger().get("/health/ready").is(200).json().getString("status"))
        .isEqualTo("up");
  }

  @Test
  void aServerThatIsNotReadySaysWhatFails() {
    TestServer.READY.set(false);

    var health = Client.stranger().get("/health/ready");
    TestServer.READY.set(true);

    assertThat(health.is(503).json().getJsonObject("checks").getString("test")).isEqualTo("down");
  }

  @Test
  void figuresAreAnsweredAsText() {
    assertThat(Client.stranger().get("/metrics").is(200).text()).isEqualTo("pronto_calls 0\n");
  }
}
