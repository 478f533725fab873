package io.pronto.sip.flow;

import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Route;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.media.MediaService;
import io.pronto.sip.stream.SoundStreams;
import java.nio.file.Path;

/** Plans recordings: where they are kept and under which key. */
final class CallRecordings {
  private final MediaService media;
  private final OrganisationKeys keys;
  private final Path folder;
  private final CallTranscripts transcripts;
  private final SoundStreams streams;
  private final FollowedCalls followed;
  private final Voices voices;

  /**
   * Recordings sealed with {@code keys}.
   *
   * @param folder where their files are kept
   * @param transcripts has written down what is said in them
   * @param streams sends what they keep elsewhere, for as long as {@code followed} lets
   * @param voices what the parties are told
   */
  CallRecordings(
      MediaService media,
      OrganisationKeys keys,
      Path folder,
      CallTranscripts transcripts,
      SoundStreams streams,
      FollowedCalls followed,
      Voices voices) {
    this.media = media;
    this.keys = keys;
    this.folder = folder;
    this.transcripts = transcripts;
    this.streams = streams;
    this.followed = followed;
    this.voices = voices;
  }

  /** The recording of a call: one that does nothing where none is asked for. */
  CallRecording of(Route route, Caller who, CallAccount account) {
    return new CallRecording(
        media,
        keys,
        folder,
        transcripts,
        new CallStream(streams, followed, account),
        voices,
        account,
        route.recordedFor(),
        language(route, who));
  }

  /** That of the user who takes part. */
  private static String language(Route route, Caller who) {
    if (route.destination() instanceof Destination.RingUser(var line, _)) {
      return line.language();
    }
    return who instanceof Caller.OfDevice device ? device.line().language() : "en";
  }
}
