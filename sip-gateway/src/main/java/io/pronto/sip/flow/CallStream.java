package io.pronto.sip.flow;

import io.pronto.core.Id;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.media.SoundListener;
import io.pronto.sip.stream.SoundStream;
import io.pronto.sip.stream.SoundStreams;
import io.pronto.sip.stream.StreamCounts;
import io.pronto.sip.stream.StreamEnd;
import io.pronto.sip.stream.StreamNews;
import io.pronto.sip.stream.StreamOrder;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The stream of one call's sound to a server of its organisation's. It hears what the recording
 * keeps, and so only calls that are recorded, whose parties have heard the notice, and nothing that
 * is said while the recording pauses.
 */
final class CallStream {
  private final SoundStreams streams;
  private final FollowedCalls followed;
  private final CallAccount account;
  private CallSound sound = new CallSound(SoundListener.NOBODY);
  private volatile Optional<SoundStream> running = Optional.empty();
  private Optional<String> pause = Optional.empty();
  private Instant begunAt = Instant.MAX;

  /** Sent by {@code streams}, for as long as {@code followed} lets. */
  CallStream(SoundStreams streams, FollowedCalls followed, CallAccount account) {
    this.streams = streams;
    this.followed = followed;
    this.account = account;
  }

  /**
   * Who listens to the recording whose first moment is {@code startedAt}: {@code writing}, and
   * whoever comes later.
   */
  SoundListener with(SoundListener writing, Instant startedAt) {
    sound = new CallSound(writing);
    begunAt = startedAt;
    return sound;
  }

  /** Begins what {@code wanted} says of the recording {@code entry}, which runs or pauses. */
  void begin(CallCommand.Stream wanted, RentedNumber number, RecordingEntry entry) {
    var order =
        new StreamOrder(
            Id.next("str"),
            number.organisation(),
            account.id(),
            entry.id(),
            wanted.destinationId(),
            wanted.tracks(),
            number.recording().redact());
    var news = new News(order.id(), wanted);
    if (!number.recording().announce()) {
      news.refused(StreamEnd.NO_NOTICE);
    } else if (running.filter(stream -> !stream.isOver()).isPresent()) {
      news.refused(StreamEnd.STREAMED_ALREADY);
    } else if (mayBegin(number.organisation(), news)) {
      var begun = streams.begin(order, news);
      running = Optional.of(begun);
      pause.ifPresent(reason -> begun.paused(millis(), reason));
      sound.letHear(begun);
      news.watched.ifPresent(FollowedCalls.Watch::lookSoon);
    }
  }

  /** Whether the call may be followed; if not, that is said. */
  private boolean mayBegin(OrganisationId organisation, News news) {
    news.watched =
        followed.begin(
            organisation, account.id(), account::parties, () -> end(StreamEnd.RESTRICTED));
    if (news.watched.isEmpty()) {
      news.refused(StreamEnd.RESTRICTED);
    }
    return news.watched.isPresent();
  }

  /** Nothing is recorded that could be sent. */
  void refuse(CallCommand.Stream wanted) {
    new News(Id.next("str"), wanted).refused(StreamEnd.NOT_RECORDING);
  }

  /** The recording pauses, for {@code reason}. */
  void paused(String reason) {
    pause = Optional.of(reason);
    running.ifPresent(stream -> stream.paused(millis(), reason));
  }

  /** It goes on. */
  void resumed() {
    pause = Optional.empty();
    running.ifPresent(stream -> stream.resumed(millis()));
  }

  /** Ends it, if there is one. */
  void end(StreamEnd why) {
    running.ifPresent(stream -> stream.end(why));
  }

  private long millis() {
    return Math.max(0, Duration.between(begunAt, Instant.now()).toMillis());
  }

  /** Tells as events what becomes of it. */
  private final class News implements StreamNews {
    private final String id;
    private final CallCommand.Stream wanted;
    private volatile Optional<FollowedCalls.Watch> watched = Optional.empty();

    private News(String id, CallCommand.Stream wanted) {
      this.id = id;
      this.wanted = wanted;
    }

    @Override
    public void started() {
      account.streamed("stream.started", told());
    }

    @Override
    public void stopped(StreamEnd why, StreamCounts counts) {
      watched.ifPresent(FollowedCalls.Watch::close);
      account.streamed(
          "stream.stopped",
          told()
              .put("reason", why.code())
              .put("sent_millis", counts.sent())
              .put("dropped_millis", counts.dropped())
              .put("connections", counts.connections()));
    }

    @Override
    public void refused(StreamEnd why) {
      watched.ifPresent(FollowedCalls.Watch::close);
      account.streamed("stream.refused", told().put("reason", why.code()));
    }

    private JsonObject told() {
      return new JsonObject()
          .put("stream_id", id)
          .put("destination_id", wanted.destinationId())
          .put("tracks", wanted.tracks().code());
    }
  }
}
