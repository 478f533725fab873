package io.pronto.core.live;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subject.LiveGate;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said in calls while they go on, from the node that has a call to whoever may read it on
 * any node, by way of Redis. Nothing of it lasts: a minute after the call's words are whole, or an
 * hour after the last of them, Redis has forgotten it. The transcript that is kept is written from
 * the recording.
 */
public final class LiveTranscripts {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTranscripts.class);
  private static final String CHANNEL = "transcripts:words";
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration KEPT_WHEN_WHOLE = Duration.ofMinutes(1);

  /** What is told last of a call. */
  public static final String COMPLETED = "transcript.completed";

  private final Redis redis;
  private final LiveGate gate;
  private final Map<String, Set<LiveFollowing>> followers = new ConcurrentHashMap<>();
  private boolean hears;

  /** Tells and hears through {@code redis}; who may read, {@code gate} says for each word. */
  public LiveTranscripts(Redis redis, LiveGate gate) {
    this.redis = redis;
    this.gate = gate;
  }

  /** Tells {@code news}; while Redis is away it is lost. Returns at once. */
  public void tell(LiveTranscriptNews news) {
    var text = news.json().encode();
    var key = key(news.organisation(), news.call());
    var kept = news.type().equals(COMPLETED) ? KEPT_WHEN_WHOLE : KEPT;
    try {
      if (news.lasting()) {
        redis.send(commands -> commands.rpush(key, text));
        redis.send(commands -> commands.expire(key, kept));
      }
      redis.send(commands -> commands.publish(CHANNEL, text));
    } catch (RedisUnavailable away) {
      LOG.atDebug().setCause(away).log("Nobody is told what is said in a call");
    }
  }

  /** Forgets what was told of a call so far. Returns at once. */
  public void forget(OrganisationId organisation, CallId call) {
    try {
      redis.send(commands -> commands.del(key(organisation, call)));
    } catch (RedisUnavailable away) {
      LOG.atWarn()
          .addKeyValue("call", call)
          .setCause(away)
          .log("Redis forgets the words of a call an hour after the last of them, and not now");
    }
  }

  /**
   * Follows a call, from what has been told so far, without what may still change.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public LiveFollowing follow(OrganisationId organisation, CallId call) {
    hear();
    var key = key(organisation, call);
    var begun = new LiveFollowing(organisation, call, gate, one -> leave(key, one));
    followers.compute(key, (_, known) -> with(begun, known));
    try {
      soFar(key).forEach(begun::toldBefore);
    } catch (RuntimeException untold) {
      begun.close();
      throw untold;
    }
    return begun;
  }

  private static Set<LiveFollowing> with(LiveFollowing one, Set<LiveFollowing> known) {
    var all = known == null ? ConcurrentHashMap.<LiveFollowing>newKeySet() : known;
    all.add(one);
    return all;
  }

  private void leave(String key, LiveFollowing one) {
    followers.computeIfPresent(
        key,
        (_, known) -> {
          known.remove(one);
          return known.isEmpty() ? null : known;
        });
  }

  private List<LiveTranscriptNews> soFar(String key) {
    return redis.ask(commands -> commands.lrange(key, 0, -1)).stream()
        .flatMap(text -> LiveTranscriptNews.read(new JsonObject(text)).stream())
        .toList();
  }

  private synchronized void hear() {
    if (!hears) {
      redis.hear(CHANNEL, this::heard);
      hears = true;
    }
  }

  private void heard(String text) {
    try {
      LiveTranscriptNews.read(new JsonObject(text)).ifPresent(this::hand);
    } catch (RuntimeException e) { // the next must still be heard
      LOG.atError().setCause(e).log("News of a live transcript was not understood");
    }
  }

  private void hand(LiveTranscriptNews news) {
    followers
        .getOrDefault(key(news.organisation(), news.call()), Set.of())
        .forEach(follower -> follower.hear(news));
  }

  private static String key(OrganisationId organisation, CallId call) {
    return "transcript:" + organisation + ":" + call;
  }
}
