package io.pronto.core.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One reading of a directory: asked for, under way or over.
 *
 * @param startedAt of one that is asked for: when the one before it began
 * @param outcome what it has come to
 * @param error in plain words, why it failed
 */
public record DirectoryRun(
    State state,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Outcome outcome,
    Optional<String> error) {

  /** How far it is. */
  public enum State {
    /** It begins as soon as somebody is free. */
    QUEUED,
    /** It is under way. */
    RUNNING,
    /** All was read and done, but for what was skipped. */
    SUCCEEDED,
    /** It ended early; what was done until then is done. */
    FAILED;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * What it has come to.
   *
   * @param created how many users it has made
   * @param changed how many it has changed, but for those deactivated
   * @param deactivated how many may not sign in and call any more
   */
  public record Outcome(int created, int changed, int deactivated, List<Skipped> skipped) {
    /** Nothing. */
    public static final Outcome NONE = new Outcome(0, 0, 0, List.of());

    /** Copies the list. */
    public Outcome {
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * Somebody, or a group, that was left as it was.
   *
   * @param externalId as the directory calls it
   * @param name the address of a person, the name of a group
   * @param reason in plain words
   */
  public record Skipped(String externalId, String name, String reason) {}
}
