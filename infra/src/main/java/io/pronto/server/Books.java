package io.pronto.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.call.CallJournal;
import io.pronto.core.call.CdrPartitions;
import io.pronto.core.credit.CallCharging;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.event.Outbox;
import io.pronto.core.fraud.CalledCountries;
import io.pronto.core.live.CallCommands;
import io.pronto.core.live.LiveCalls;
import io.pronto.core.live.Redis;
import io.pronto.core.live.Registrations;
import io.pronto.core.object.ObjectStore;
import io.pronto.core.rating.Rates;
import io.pronto.core.rating.TrunkQuality;
import io.pronto.core.recording.AwaitedRecordings;
import io.pronto.core.recording.RecordingAudits;
import io.pronto.core.recording.RecordingDisk;
import io.pronto.core.recording.RecordingDisposal;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.recording.RecordingUploads;
import io.pronto.core.recording.Recovery;
import io.pronto.core.recording.Replacement;
import io.pronto.core.recording.StoredSound;
import io.pronto.core.redaction.Redaction;
import io.pronto.core.redaction.Redactor;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.transcript.Pace;
import io.pronto.core.transcript.SpeechToText;
import io.pronto.core.transcript.Transcriber;
import io.pronto.core.transcript.Transcript;
import io.pronto.core.transcript.TranscriptStore;
import io.pronto.media.speech.model.Models;
import io.pronto.watch.Meters;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What is written down of calls, and what is known of them now.
 *
 * @param node this server's name, the same after a restart
 * @param recordings the folder of recordings
 */
record Books(
    String node,
    Database database,
    OrganisationKeys keys,
    Outbox outbox,
    Registrations registrations,
    LiveCalls live,
    CallCommands commands,
    CallJournal journal,
    Rates rates,
    TrunkQuality quality,
    RecordingFiles files,
    RecordingStore store,
    Path recordings,
    Models models) {

  /**
   * Opens them all, settles what a killed process left in {@code data}, and begins to move
   * recordings to {@code bucket}, if there is one.
   *
   * @throws CannotStart when the folder cannot be used
   */
  static Books open(
      Opened opened,
      Database database,
      Redis redis,
      Path data,
      OrganisationKeys keys,
      Meters meters,
      Optional<ObjectStore> bucket)
      throws CannotStart {
    try {
      var node = NodeName.of(data);
      var folder = data.resolve("recordings");
      var files = new RecordingFiles(folder, keys, bucket, node);
      opened.add(new CdrPartitions(database));
      var models = new Models(data.resolve("models"));
      var outbox = opened.add(new Outbox(database));
      var clock = InstantSource.system();
      var rates = opened.add(new Rates(database, clock));
      var quality = new TrunkQuality(clock);
      quality.recall(database);
      var sound = new SoundOfCalls(models, node);
      var recovery = new Recovery(files);
      var journal =
          CallJournal.open(
              data.resolve("spool"),
              database,
              outbox,
              List.of(
                  RecordingStore::insert,
                  sound::follow,
                  (tx, cdr) -> AwaitedRecordings.await(tx, cdr, node),
                  new CallCharging(rates, outbox, clock),
                  CalledCountries::note),
              recovery::examine);
      opened.add(new RecordingDisk(folder, node, new OperatorEvents(database), meters.registry()));
      var store = new RecordingStore(database, files, TranscriptStore::delete);
      opened.add(new RecordingDisposal(database, store));
      opened.add(
          new AwaitedRecordings(
                  database, store, files, recovery, sound::follow, outbox, node, clock)
              .start());
      opened.add(
          new RecordingAudits(database, store, files, outbox, node, clock, meters.registry())
              .start());
      bucket.ifPresent(
          objects ->
              opened.add(
                  new RecordingUploads(
                      database, files, objects, meters.registry(), RecordingUploads.Pace.DEFAULT)));
      return new Books(
          node,
          database,
          keys,
          outbox,
          opened.add(new Registrations(redis, node, meters.registry())),
          opened.add(new LiveCalls(redis, node)),
          new CallCommands(redis),
          opened.add(journal),
          rates,
          quality,
          files,
          store,
          folder,
          models);
    } catch (IOException | UncheckedIOException e) {
      throw new CannotStart("data: " + e.getMessage(), e);
    }
  }

  /** Begins to write down what is said in recordings, by {@code speech}. */
  Transcriber transcriber(SpeechToText speech) {
    return new Transcriber(
        database, node, speech, new StoredSound(store), new Redaction(this::tell), Pace.DEFAULT);
  }

  /** Begins to take out of recordings what nobody should hear. */
  Redactor redactor(MeterRegistry meters) {
    return new Redactor(database, store, new Replacement(files, keys), outbox, node, meters)
        .start();
  }

  private void tell(Tx tx, Transcript transcript) {
    outbox.append(
        tx,
        "transcript." + transcript.state().code(),
        new JsonObject()
            .put("transcript_id", transcript.id())
            .put("recording_id", transcript.recordingId())
            .put("call_id", transcript.call().value()));
  }
}
