package io.pronto.core.provisioning;

import java.util.List;

/**
 * A part of a list that is counted.
 *
 * @param total how many the whole list has
 */
public record Slice<T>(long total, List<T> items) {
  /** Copies the list. */
  public Slice {
    items = List.copyOf(items);
  }
}
