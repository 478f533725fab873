package io.pronto.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallCommandsTest {
  private final OwnRedis server = OwnRedis.start();
  private final Redis here = new Redis(server.url());
  private final Redis there = new Redis(server.url());
  private final OrganisationId organisation = OrganisationId.next();
  private final CallId call = CallId.next();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    here.close();
    there.close();
    server.stop();
  }

  @Test
  void whereNoNodeListensItIsSaid() {
    assertThat(new CallCommands(here).hangUp(organisation, call)).isFalse();
  }

  @Test
  void anotherNodeIsAskedAndAskedAgainAfterRedisWasAway() {
    new CallCommands(there).hear(this::ask);

    assertThat(new CallCommands(here).hangUp(organisation, call)).isTrue();
    Waiting.until("the other node is asked", () -> asked.equals(List.of(expected())));

    server.stop();
    server.startAgain();
    Waiting.until("it listens again", this::isAskedAgain);
  }

  private boolean isAskedAgain() {
    try {
      return new CallCommands(here).hangUp(organisation, call) && asked.size() > 1;
    } catch (RedisUnavailable notYet) {
      return false;
    }
  }

  private boolean ask(OrganisationId whose, CallId which) {
    asked.add(whose.value() + which.value());
    return true;
  }

  private String expected() {
    return organisation.value() + call.value();
  }
}
