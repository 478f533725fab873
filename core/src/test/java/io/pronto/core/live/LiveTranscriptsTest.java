package io.pronto.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.LiveParties;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subject.LiveGate;
import io.pronto.core.subject.SubjectSeal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveTranscriptsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final OrganisationId organisation = new OrganisationId(Id.next("org"));
  private final CallId call = CallId.next();
  private final Redis redis = new Redis(Ground.redisUrl());
  private final LiveTranscripts transcripts =
      new LiveTranscripts(
          redis,
          new LiveGate(Ground.database(), new SubjectSeal(MasterKey.of(Ground.secretsKey()))));

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void whatWasToldByAServerThatDoesNotSayWhomItIsAboutIsNotShown() throws InterruptedException {
    var old = news("old").json();
    old.remove("about");
    redis.ask(commands -> commands.rpush("transcript:" + organisation + ":" + call, old.encode()));

    try (var following = transcripts.follow(organisation, call)) {
      redis.send(commands -> commands.publish("transcripts:words", old.encode()));
      transcripts.tell(news("new"));

      assertThat(following.next(PATIENCE).orElseThrow().data().getString("text")).isEqualTo("new");
    }
  }

  private LiveTranscriptNews news(String text) {
    return new LiveTranscriptNews(
        organisation,
        call,
        new LiveParties(List.of("+33612345678"), List.of(), Instant.now()),
        1,
        "transcript.words",
        true,
        new JsonObject().put("text", text));
  }
}
