package io.pronto.core.live;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.LiveParties;
import io.pronto.core.restriction.Restricted;
import io.pronto.core.subject.LiveGate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Somebody follows what is said in one call. Nothing is handed out before the gate was asked about
 * everybody whom the call has been about so far: whoever is restricted or erased meanwhile is not
 * read from that moment on. For one thread.
 */
public final class LiveFollowing implements AutoCloseable {
  /** A reader that lags by so much is let go, and reads on from where it was when it comes back. */
  private static final int WAITING = 1_000;

  private final OrganisationId organisation;
  private final CallId call;
  private final LiveGate gate;
  private final Consumer<LiveFollowing> end;
  private final Queue<LiveTranscriptNews> before = new ArrayDeque<>();
  private final BlockingQueue<LiveTranscriptNews> news = new LinkedBlockingQueue<>(WAITING);
  private Optional<LiveParties> about = Optional.empty();

  LiveFollowing(
      OrganisationId organisation, CallId call, LiveGate gate, Consumer<LiveFollowing> end) {
    this.organisation = organisation;
    this.call = call;
    this.gate = gate;
    this.end = end;
  }

  /** Has been told before anything that {@link #hear} hears, or as well. */
  void toldBefore(LiveTranscriptNews told) {
    before.add(told);
  }

  void hear(LiveTranscriptNews told) {
    news.offer(told);
  }

  /**
   * What is told next, in order, some of it twice perhaps; empty where {@code patience} passes.
   *
   * @throws Restricted where it may be followed no longer, whether or not anything was told
   * @throws io.pronto.core.db.DatabaseUnavailable where that cannot be known
   */
  public Optional<LiveTranscriptNews> next(Duration patience) throws InterruptedException {
    var told =
        before.isEmpty()
            ? Optional.ofNullable(news.poll(patience.toMillis(), TimeUnit.MILLISECONDS))
            : Optional.of(before.remove());
    told.map(LiveTranscriptNews::about)
        .ifPresent(now -> about = Optional.of(about.map(now::and).orElse(now)));
    about.ifPresent(parties -> gate.requireOpen(organisation, call, parties));
    return told;
  }

  /** Whether so much waits that some may have been lost. */
  public boolean lags() {
    return news.remainingCapacity() == 0;
  }

  /** It is followed no longer. */
  @Override
  public void close() {
    end.accept(this);
  }
}
