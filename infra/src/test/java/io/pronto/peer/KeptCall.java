package io.pronto.peer;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Packets;
import io.pronto.core.manifest.TrackBuilder;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingHeader;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The record of a call that is over, and two seconds of its sound, as a server leaves them. */
record KeptCall(OrganisationId organisation, String caller, String called, String recording) {
  private static final int RATE = 8_000;
  private static final int SECONDS = 2;
  private static final int FRAME = 4;
  private static final int SEGMENT = 12_800;
  private static final JsonObject UNTOLD = new JsonObject().put("policy", "none");
  private static final MasterKey MASTER = MasterKey.of(Ground.secretsKey());

  /**
   * A call of {@code caller} to {@code called}, a number of {@code organisation}, on a server whose
   * data are in {@code data}.
   */
  static KeptCall between(String caller, String called, OrganisationId organisation, Path data) {
    var kept = new KeptCall(organisation, caller, called, Id.next("rec"));
    kept.keep(data.resolve("recordings"), new CallId(Id.next("call")));
    return kept;
  }

  private void keep(Path folder, CallId call) {
    var key =
        new OrganisationKeys(Ground.database(), MASTER).newDataKey(organisation, Instant.now());
    var path = organisation + "/" + recording + ".sealed";
    var header =
        new RecordingHeader(recording, organisation, call, Optional.of(UNTOLD), Map.of()).bytes();
    var sound = sound();
    try (var writer = SealedWriter.create(folder.resolve(path), key.key(), header, SEGMENT)) {
      writer.append(sound, 0, sound.length);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Ground.database()
        .in(
            organisation,
            tx -> {
              tx.update(
                  """
                  insert into cdr
                    (id, organisation_id, direction, caller_number, caller_name, called_number,
                     called_name, started_at, answered_at, ended_at, cause, sip_status, ended_by,
                     diversions, legs, recording_ids, node, trace)
                  values ($1, $2, 'inbound', $3, '', $4, '', now() - interval '2 seconds',
                          now() - interval '2 seconds', now(), 'normal', 200, 'caller', '{}', '[]',
                          $5, 'node-1', '[]')
                  """,
                  call.value(),
                  organisation.value(),
                  caller,
                  called,
                  new String[] {recording});
              return tx.update(
                  """
                  insert into recording (id, organisation_id, call_id, started_at, millis, state,
                    path, wrapped_key, manifest, bytes, expires_at)
                  values ($1, $2, $3, now() - interval '2 seconds', $4, 'available', $5, $6, $7, $8,
                          now() + interval '1 month')
                  """,
                  recording,
                  organisation.value(),
                  call.value(),
                  1_000 * SECONDS,
                  path,
                  Buffer.buffer(key.wrapped()),
                  manifest(),
                  sound.length);
            });
  }

  private static byte[] sound() {
    var bytes = new byte[SECONDS * RATE * FRAME];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  private static JsonObject manifest() {
    var track = new TrackBuilder(RATE);
    track.add(Content.SOUND, SECONDS * RATE);
    var both = track.track(new Packets(2, 2, 2));
    return new Manifest(true, both, both, List.of(), List.of(), Optional.of(UNTOLD)).json();
  }
}
