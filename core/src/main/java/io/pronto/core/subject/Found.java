package io.pronto.core.subject;

import java.util.List;

/**
 * What there is of somebody at a place.
 *
 * @param place the table
 * @param count how much; at most 10,000 are counted
 * @param ids those of the newest 25
 */
public record Found(String place, long count, List<String> ids) {
  /** More are not counted. */
  public static final long MOST = 10_000;

  /** Copies the list. */
  public Found {
    ids = List.copyOf(ids);
  }
}
