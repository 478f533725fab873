package io.pronto.server;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.RecordedSound;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Opens the sound of recordings for whoever writes down what is said in them. */
record RecordedCalls(RecordingStore store, RecordingFiles files) implements RecordedSound {
  @Override
  public InputStream open(OrganisationId organisation, String recordingId, Party party)
      throws IOException {
    var recording =
        store
            .find(organisation, recordingId)
            .orElseThrow(() -> new IOException("There is no recording " + recordingId));
    var audio = files.audio(recording);
    var channel = party == Party.CALLER ? audio.left() : audio.right();
    return new FilterInputStream(channel) {
      @Override
      public void close() {
        try {
          audio.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
