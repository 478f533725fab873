package io.pronto.core.redaction;

import io.pronto.core.db.Tx;
import io.pronto.core.recording.RedactionState;
import io.pronto.core.transcript.Finished;
import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.SpokenWord;
import io.pronto.core.transcript.Transcript;
import java.util.List;
import java.util.Map;

/**
 * Keeps card numbers and IBANs out of transcripts, and says in the same transaction which parts of
 * the recording are to go: of what was said no figure is ever written. Until they have gone, {@link
 * Redactor} sees to that, nobody hears the recording.
 */
public final class Redaction implements Finished {
  private final Finished then;

  /** Has {@code then} hear of transcripts as well. */
  public Redaction(Finished then) {
    this.then = then;
  }

  /**
   * A recording is to be looked through, in the transaction that queues its transcript: nobody
   * hears it before, unless its number's policy says that nobody looks.
   *
   * @param node the server on whose disk it is
   * @param canBe whether a speech model of its language is there; if not, it can be heard, and is
   *     looked through when there is one
   */
  public static void begin(Tx tx, String recordingId, String node, boolean canBe) {
    tx.update(
        """
        update recording set redaction = $2, redaction_node = $3
         where id = $1
           and coalesce((select n.recording_redact from phone_number n
                          where n.number = recording.number), true)
        """,
        recordingId,
        (canBe ? RedactionState.PENDING : RedactionState.UNEXAMINED).word(),
        node);
  }

  @Override
  public Map<Party, List<SpokenWord>> kept(
      Tx tx, Transcript job, Map<Party, List<SpokenWord>> words) {
    var state =
        tx.one("select redaction from recording where id = $1 for update", job.recordingId())
            .map(row -> RedactionState.of(row.getString(0)))
            .orElse(RedactionState.OFF);
    if (state == RedactionState.OFF) {
      return words;
    }
    var found = Finder.search(words, job.language());
    if (found.spans().isEmpty()) {
      tx.update(
          "update recording set redaction = 'done' where id = $1 and redaction_spans is null",
          job.recordingId());
    } else {
      tx.update(
          """
          update recording
             set redaction = 'pending', redaction_spans = $2, redaction_due_at = now(),
                 redaction_attempts = 0
           where id = $1
          """,
          job.recordingId(),
          Span.json(found.spans()));
    }
    return found.words();
  }

  @Override
  public void finished(Tx tx, Transcript transcript) {
    switch (transcript.state()) {
      case NO_MODEL, FAILED ->
          tx.update(
              """
              update recording set redaction = 'unexamined'
               where id = $1 and redaction = 'pending' and redaction_spans is null
              """,
              transcript.recordingId());
      case QUEUED, RUNNING, AVAILABLE -> {}
    }
    then.finished(tx, transcript);
  }
}
