package io.pronto.core.subject;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was erased of somebody, and what stays.
 *
 * @param id {@code era_…}
 * @param requestId of the request that it answers
 * @param instructedBy the id of whoever decided it
 * @param pseudonym what stands for whom it is about from then on
 * @param erased how much, by place and by what was done there
 * @param earlier the ids of erasures of the same subject before it
 * @param doneAt when nothing was left to erase
 * @param scrubbedAt when no byte of it was left in the database's files either
 */
public record Erasure(
    String id,
    String requestId,
    State state,
    String instructedBy,
    Instant instructedAt,
    String pseudonym,
    Map<String, Map<String, Long>> erased,
    List<Kept> kept,
    List<String> earlier,
    Optional<Instant> doneAt,
    Optional<Instant> scrubbedAt) {
  /** Copies what it has. */
  public Erasure {
    erased = Map.copyOf(erased);
    kept = List.copyOf(kept);
    earlier = List.copyOf(earlier);
  }

  /** How far it is. */
  public enum State {
    /** It goes on. */
    RUNNING,
    /** A legal hold keeps something, which is erased when it is lifted. */
    HELD,
    /**
     * All that there is and may be erased is; records of calls that went on at the instruction, or
     * wait on a server's disk, are erased as they come, until two days after it.
     */
    WATCHING,
    /** All that may be erased is. */
    DONE;

    /** As SQL and JSON have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something that stays.
   *
   * @param place the table
   * @param count how many, where that is known
   * @param reason why, as {@link SubjectWords} know it
   */
  public record Kept(String place, Optional<Long> count, String reason) {}
}
