package io.pronto.api.resource;

import io.pronto.core.call.CallId;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.live.LiveFollowing;
import io.pronto.core.live.LiveTranscriptNews;
import io.pronto.core.live.LiveTranscripts;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.Restricted;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said in one call as server-sent events (WHATWG HTML, section 9.2): from its beginning,
 * until it is whole, the call is over, whoever reads may no longer, or nobody may, since somebody
 * in it is restricted or erased.
 *
 * @param holds whether whoever follows still may
 * @param goesOn whether the call does
 */
record LiveTranscriptStream(
    LiveTranscripts transcripts,
    OrganisationId organisation,
    CallId call,
    BooleanSupplier holds,
    BooleanSupplier goesOn) {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTranscriptStream.class);

  /** Whoever may follow no longer hears nothing more after a second at most. */
  private static final Duration RECHECK = Duration.ofMillis(500);

  /** Checks between two looks at whether the call goes on, which also finds a silent peer gone. */
  private static final int LOOK = 10;

  void writeTo(OutputStream out, long after) throws IOException {
    comment(out, "Pronto");
    try (var following = transcripts.follow(organisation, call)) {
      follow(out, following, after);
    } catch (Restricted | DatabaseUnavailable over) {
      LOG.atInfo()
          .addKeyValue("call", call)
          .log("A transcript is followed no longer: {}", over.getMessage());
    }
  }

  private void follow(OutputStream out, LiveFollowing following, long after) throws IOException {
    long last = after;
    long checked = System.nanoTime();
    int checks = 0;
    while (!following.lags()) {
      var told = next(following);
      if (told.isPresent()) {
        last = write(out, told.get(), last);
        if (told.get().type().equals(LiveTranscripts.COMPLETED)) {
          return;
        }
      }
      if (System.nanoTime() - checked >= RECHECK.toNanos()) {
        checked = System.nanoTime();
        if (!holds.getAsBoolean()) {
          return;
        }
        if (++checks % LOOK == 0) {
          comment(out, "still here");
          if (told.isEmpty() && !goesOn.getAsBoolean()) {
            return;
          }
        }
      }
    }
  }

  private static Optional<LiveTranscriptNews> next(LiveFollowing following)
      throws InterruptedIOException {
    try {
      return following.next(RECHECK);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The server stops");
    }
  }

  /** Writes what was not written before; returns the place that was written last. */
  private static long write(OutputStream out, LiveTranscriptNews told, long last)
      throws IOException {
    if (told.place() <= last) {
      return last;
    }
    var text =
        "id: %d\nevent: %s\ndata: %s\n\n"
            .formatted(told.place(), told.type(), told.data().encode());
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    return told.place();
  }

  private static void comment(OutputStream out, String text) throws IOException {
    out.write((": " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
