package io.pronto.core.transcript;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;

/** The one queue that all tests share. */
final class Queue {
  /** The server that has all recordings here. */
  static final String NODE = "here";

  private Queue() {}

  /** Takes whatever other tests left in it. */
  static void empty(Database database) {
    var jobs = new TranscriptJobs(database, NODE);
    while (jobs.claim(Duration.ofDays(1)).isPresent()) {
      continue;
    }
  }

  /** Queues the transcript of a new recording, whose id it returns. */
  static String one(OrganisationId organisation, String language) {
    var recording = Id.next("rec");
    again(organisation, recording, language);
    return recording;
  }

  static void again(OrganisationId organisation, String recording, String language) {
    Ground.database()
        .in(
            organisation,
            tx -> {
              TranscriptStore.queue(tx, CallId.next(), recording, language, NODE);
              return null;
            });
  }
}
