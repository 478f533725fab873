package io.pronto.core.call;

import java.time.LocalDate;
import java.util.List;

/**
 * A CDR as it is kept.
 *
 * @param cdr without its recordings, which are kept elsewhere and for as long as they may
 * @param recordingIds which recordings were made of it; some may be deleted since
 * @param deleteAfter the last day on which it is kept, 12 months from the call
 */
public record StoredCdr(CallDetailRecord cdr, List<String> recordingIds, LocalDate deleteAfter) {
  /** Copies the list. */
  public StoredCdr {
    recordingIds = List.copyOf(recordingIds);
  }
}
