package io.pronto.media;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What is to be recorded, and where to.
 *
 * @param id the recording's id
 * @param call the call's id, for the log and the lease: recordings and endpoints of one call belong
 *     together
 * @param file the file to be made; there must be none of that name
 * @param dataKey 32 bytes that seal this file and no other
 * @param header kept clear in the file: what is needed to find its key and its owner again
 * @param startedAt which moment is the first of it, now or shortly before: until somebody is heard,
 *     nobody is there
 */
public record RecordingPlan(
    String id, String call, Path file, byte[] dataKey, byte[] header, Instant startedAt) {
  @Override
  public String toString() {
    return id;
  }
}
