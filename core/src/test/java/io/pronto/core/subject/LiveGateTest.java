package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallId;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.live.LiveFollowing;
import io.pronto.core.live.LiveTranscriptNews;
import io.pronto.core.live.LiveTranscripts;
import io.pronto.core.live.Redis;
import io.pronto.core.restriction.LiveParties;
import io.pronto.core.restriction.Restricted;
import io.pronto.core.subject.SubjectRequest.Action;
import io.pronto.core.subject.SubjectRequest.Kind;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said in a call is handed to nobody once somebody in it is restricted or erased. */
class LiveGateTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration NONE = Duration.ofMillis(1);

  @TempDir Path folder;
  private final CallId call = CallId.next();
  private final Instant began = Instant.now().minusSeconds(60);
  private ErasedPerson person;
  private Redis redis;
  private LiveGate gate;
  private LiveTranscripts transcripts;
  private long place;

  @BeforeEach
  void open() {
    person = new ErasedPerson(folder);
    redis = new Redis(Ground.redisUrl());
    gate = new LiveGate(person.database, new SubjectSeal(person.master));
    transcripts = new LiveTranscripts(redis, gate);
  }

  @AfterEach
  void close() {
    redis.close();
    person.close();
  }

  @Test
  void whoFollowsIsToldNothingMoreFromTheMomentOfARestrictionOn() throws InterruptedException {
    try (var following = transcripts.follow(person.organisation, call)) {
      tell("one", numbers(ErasedPerson.NUMBER, ErasedPerson.OTHER));
      assertThat(words(following)).isEqualTo("one");
      tell("two", numbers(ErasedPerson.NUMBER, ErasedPerson.OTHER));

      var restriction = restrict(ErasedPerson.NATIONAL);

      assertThatThrownBy(() -> following.next(PATIENCE))
          .isInstanceOf(Restricted.class)
          .hasMessageContaining(restriction);
      assertThatThrownBy(() -> following.next(NONE)).isInstanceOf(Restricted.class);
    }
  }

  @Test
  void whoFollowsInSilenceIsLetGoAllTheSame() throws InterruptedException {
    try (var following = transcripts.follow(person.organisation, call)) {
      tell("one", numbers(ErasedPerson.NUMBER));
      words(following);

      restrict(ErasedPerson.NUMBER);

      assertThatThrownBy(() -> following.next(NONE)).isInstanceOf(Restricted.class);
    }
  }

  @Test
  void whoComesLaterReadsNothingOfWhatWasSaidBefore() {
    tell("one", numbers(ErasedPerson.NUMBER));
    restrict(ErasedPerson.NUMBER);

    try (var following = transcripts.follow(person.organisation, call)) {
      assertThatThrownBy(() -> following.next(PATIENCE)).isInstanceOf(Restricted.class);
    }
  }

  @Test
  void whoTookPartBeforeCountsToTheEnd() throws InterruptedException {
    try (var following = transcripts.follow(person.organisation, call)) {
      tell("one", numbers(ErasedPerson.OTHER, ErasedPerson.NUMBER));
      words(following);
      tell("two", numbers(ErasedPerson.OTHER));
      restrict(ErasedPerson.NUMBER);

      assertThatThrownBy(() -> following.next(PATIENCE)).isInstanceOf(Restricted.class);
    }
  }

  @Test
  void whatIsForgottenIsToldToNobody() throws InterruptedException {
    tell("one", numbers(ErasedPerson.OTHER));

    transcripts.forget(person.organisation, call);

    try (var following = transcripts.follow(person.organisation, call)) {
      assertThat(following.next(NONE)).isEmpty();
    }
  }

  @Test
  void anAccountIsRestrictedByItsAddress() {
    var about = users(person.grace);
    assertOpen(about);

    restrict(ErasedPerson.EMAIL);

    assertShut(about);
    assertOpen(users(person.boss));
  }

  @Test
  void whatIsLiftedIsFollowedAgain() {
    var about = numbers(ErasedPerson.NUMBER);
    var id = restrict(ErasedPerson.NUMBER);
    assertShut(about);

    new Restrictions(
            person.database, new SubjectSeal(person.master), person.outbox, InstantSource.system())
        .lift(person.organisation, id, Instant.now(), "It is put right", person.boss)
        .orElseThrow();

    assertOpen(about);
  }

  @Test
  void whoIsErasedIsFollowedNoLongerInCallsThatBeganBefore() {
    var about = numbers(ErasedPerson.OTHER, ErasedPerson.NUMBER);
    assertOpen(about);

    var erasure = person.erase(ErasedPerson.NUMBER);

    assertThatThrownBy(() -> gate.requireOpen(person.organisation, call, about))
        .isInstanceOf(Restricted.class)
        .hasMessageContaining(erasure);
    person.erasure.go(person.organisation, erasure);
    assertShut(about);
    assertOpen(numbers(ErasedPerson.OTHER));
    assertOpen(new LiveParties(about.numbers(), List.of(), Instant.now().plusSeconds(1)));
  }

  @Test
  void soIsWhoeverHasTheAccountThatIsErased() {
    var about = users(person.grace);
    var erasure = person.erase(ErasedPerson.EMAIL);
    assertShut(about);
    assertOpen(users(person.boss));

    person.erasure.go(person.organisation, erasure);

    assertThat(person.sql("select count(*) from user_account where id = '" + person.grace + "'"))
        .isEqualTo("0");
    assertShut(about);
    assertOpen(users(person.boss));
  }

  @Test
  void whoeverLetsCallsBeFollowedIsToldToAskAgain() {
    Set<Optional<?>> doubts = ConcurrentHashMap.newKeySet();
    gate.onDoubt(doubts::add);
    Waiting.until("it listens", () -> doubts.contains(Optional.empty()));

    restrict(ErasedPerson.NUMBER);
    Waiting.until("a restriction", () -> doubts.remove(Optional.of(person.organisation)));
    person.erase(ErasedPerson.OTHER);
    Waiting.until("an erasure", () -> doubts.remove(Optional.of(person.organisation)));
  }

  @Test
  void withoutTheDatabaseNobodyFollows() {
    try (var away = new Database(Ground.vertx(), "postgresql://nobody:x@127.0.0.1:1/none")) {
      var shut = new LiveTranscripts(redis, new LiveGate(away, new SubjectSeal(person.master)));
      tell("one", numbers(ErasedPerson.OTHER));

      try (var following = shut.follow(person.organisation, call)) {
        assertThatThrownBy(() -> following.next(PATIENCE)).isInstanceOf(DatabaseUnavailable.class);
      }
    }
  }

  private void assertOpen(LiveParties about) {
    assertThatCode(() -> gate.requireOpen(person.organisation, call, about))
        .doesNotThrowAnyException();
  }

  private void assertShut(LiveParties about) {
    assertThatThrownBy(() -> gate.requireOpen(person.organisation, call, about))
        .isInstanceOf(Restricted.class);
  }

  private LiveParties numbers(String... numbers) {
    return new LiveParties(List.of(numbers), List.of(), began);
  }

  private LiveParties users(String... users) {
    return new LiveParties(List.of("101", ""), List.of(users), began);
  }

  private void tell(String text, LiveParties about) {
    transcripts.tell(
        new LiveTranscriptNews(
            person.organisation,
            call,
            about,
            ++place,
            "transcript.words",
            true,
            new JsonObject().put("text", text)));
  }

  private static String words(LiveFollowing following) throws InterruptedException {
    return following.next(PATIENCE).orElseThrow().data().getString("text");
  }

  private String restrict(String subject) {
    var request = person.ask(Kind.RESTRICTION, subject);
    return person
        .requests
        .instruct(person.organisation, request, Action.RESTRICT, "Yes", person.boss)
        .orElseThrow()
        .restrictionId()
        .orElseThrow();
  }
}
