package io.pronto.core.retention;

import io.pronto.core.destruction.Category;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** How many things of each kind should have gone, and how often only a hold has kept one. */
final class Tally {
  private final Map<Category, Long> gone = new EnumMap<>(Category.class);
  private long kept;

  /** Takes out of {@code things} those that are due, unless they are held. */
  <T> void drop(Category category, Map<Talk, T> things, Predicate<T> due, Predicate<Talk> held) {
    drop(category, things, due, held, _ -> {});
  }

  /** The same, and tells {@code each} of those that go. */
  <T> void drop(
      Category category,
      Map<Talk, T> things,
      Predicate<T> due,
      Predicate<Talk> held,
      Consumer<Map.Entry<Talk, T>> each) {
    things
        .entrySet()
        .removeIf(
            one -> {
              if (!due.test(one.getValue())) {
                return false;
              }
              if (held.test(one.getKey())) {
                kept++;
                return false;
              }
              gone.merge(category, 1L, Long::sum);
              each.accept(one);
              return true;
            });
  }

  long gone(Category category) {
    return gone.getOrDefault(category, 0L);
  }

  long kept() {
    return kept;
  }
}
