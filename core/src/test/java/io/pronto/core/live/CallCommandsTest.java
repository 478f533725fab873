package io.pronto.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingState;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.stream.StreamTracks;
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
  private final List<CallCommand> commands = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    here.close();
    there.close();
    server.stop();
  }

  @Test
  void whereNoNodeListensItIsSaid() {
    assertThat(new CallCommands(here).ask(organisation, call, new CallCommand.HangUp())).isFalse();
  }

  @Test
  void anotherNodeIsAskedAndAskedAgainAfterRedisWasAway() {
    new CallCommands(there).hear(this::obey);

    assertThat(new CallCommands(here).ask(organisation, call, new CallCommand.HangUp())).isTrue();
    Waiting.until("the other node is asked", () -> asked.equals(List.of(expected())));

    server.stop();
    server.startAgain();
    Waiting.until("it listens again", this::isAskedAgain);
  }

  @Test
  void whatIsAskedIsUnderstoodWordForWord() {
    new CallCommands(there).hear(this::obey);
    var pause = new CallCommand.Record(RecordingState.PAUSED, "card \"4242\" \u00e9");

    new CallCommands(here).ask(organisation, call, pause);
    var stream = new CallCommand.Stream("dst_x", StreamTracks.CALLED);
    new CallCommands(here).ask(organisation, call, stream);
    new CallCommands(here).ask(organisation, call, new CallCommand.EndStream());
    new CallCommands(here).ask(organisation, call, new CallCommand.HangUp());

    Waiting.until("all are heard", () -> commands.size() == 4);
    assertThat(commands)
        .containsExactly(pause, stream, new CallCommand.EndStream(), new CallCommand.HangUp());
  }

  private boolean isAskedAgain() {
    try {
      return new CallCommands(here).ask(organisation, call, new CallCommand.HangUp())
          && asked.size() > 1;
    } catch (RedisUnavailable notYet) {
      return false;
    }
  }

  private boolean obey(OrganisationId whose, CallId which, CallCommand command) {
    asked.add(whose.value() + which.value());
    commands.add(command);
    return true;
  }

  private String expected() {
    return organisation.value() + call.value();
  }
}
