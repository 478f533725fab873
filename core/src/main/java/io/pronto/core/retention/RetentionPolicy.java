package io.pronto.core.retention;

import java.util.List;

/**
 * What an organisation has decided.
 *
 * @param rules the whole of them, each about something else
 * @param transcriptsOutlive whether a transcript may be kept longer than its recording
 */
public record RetentionPolicy(List<RetentionRule> rules, boolean transcriptsOutlive) {
  /** What holds where nothing was decided: what is usual. */
  public static final RetentionPolicy USUAL = new RetentionPolicy(List.of(), false);

  /** Copies the list. */
  public RetentionPolicy {
    rules = List.copyOf(rules);
  }
}
