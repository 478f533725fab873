package io.pronto.core.db;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next the key after which the next page begins; empty when nothing follows
 * @param previous the key before which the previous page ends; empty at the beginning
 */
public record Page<T>(List<T> items, Optional<String> next, Optional<String> previous) {
  /** Copies the list. */
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Makes a page of {@code found}, which was read in the order asked for, with one more than the
   * limit when there are more.
   */
  public static <T> Page<T> of(List<T> found, PageRequest request, Function<T, String> key) {
    boolean more = found.size() > request.limit();
    var items = more ? found.subList(0, request.limit()) : found;
    if (request.backwards()) {
      items = items.reversed();
    }
    if (items.isEmpty()) {
      return new Page<>(items, Optional.empty(), Optional.empty());
    }
    boolean follows = request.backwards() || more;
    boolean precedes = request.backwards() ? more : request.after().isPresent();
    return new Page<>(
        items,
        follows ? Optional.of(key.apply(items.getLast())) : Optional.empty(),
        precedes ? Optional.of(key.apply(items.getFirst())) : Optional.empty());
  }

  /**
   * The page of {@code all}, which is at hand and sorted by {@code key} in the order asked for:
   * what is in no database.
   */
  public static <T> Page<T> within(List<T> all, PageRequest request, Function<T, String> key) {
    boolean falling = request.descending() != request.backwards();
    var found =
        (request.backwards() ? all.reversed() : all)
            .stream()
                .filter(
                    item ->
                        request
                            .cursor()
                            .map(cursor -> key.apply(item).compareTo(cursor))
                            .map(order -> falling ? order < 0 : order > 0)
                            .orElse(true))
                .limit(request.limit() + 1L)
                .toList();
    return of(found, request, key);
  }

  /** The same page of what {@code change} makes of each item. */
  public <R> Page<R> map(Function<T, R> change) {
    return new Page<>(items.stream().map(change).toList(), next, previous);
  }
}
