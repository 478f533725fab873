package io.pronto.core.contact;

import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names that may have changed and have not been read since, each told once however often that was
 * said: the few before the many, so that somebody who was deleted is gone at once even while much
 * is read.
 */
final class NameDoubts {
  /** From so many on all of an organisation's are read. */
  private static final int MOST_NUMBERS = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition doubted = lock.newCondition();
  private final Map<OrganisationId, Set<E164>> some = new LinkedHashMap<>();
  private final SequencedSet<OrganisationId> all = new LinkedHashSet<>();
  private boolean everything;

  /** What is to be read. */
  sealed interface Doubt {}

  /** All names of everybody. */
  record Everything() implements Doubt {}

  /** All names of an organisation. */
  record All(OrganisationId organisation) implements Doubt {}

  /** Those of a few numbers. */
  record Some(OrganisationId organisation, Set<E164> numbers) implements Doubt {}

  /** Any name may have changed. */
  void everything() {
    doubt(() -> everything = true);
  }

  /** Any name of {@code organisation} may have. */
  void all(OrganisationId organisation) {
    doubt(() -> all.add(organisation));
  }

  /** What the schema says: an organisation, and those of its numbers, if they are not too many. */
  void heard(String notice) {
    var words = notice.split(" ");
    var organisation = new OrganisationId(words[0]);
    if (words.length == 1) {
      all(organisation);
    } else {
      some(
          organisation,
          Stream.of(words).skip(1).map(E164::new).collect(Collectors.toUnmodifiableSet()));
    }
  }

  /** What could not be read is to be read later. */
  void again(Doubt doubt) {
    switch (doubt) {
      case Everything _ -> everything();
      case All(var organisation) -> all(organisation);
      case Some(var organisation, var numbers) -> some(organisation, numbers);
    }
  }

  /** Waits until there is something to read. */
  Doubt take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        var next = next();
        if (next.isPresent()) {
          return next.get();
        }
        doubted.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private Optional<Doubt> next() {
    if (!some.isEmpty()) {
      var first = some.entrySet().iterator().next();
      some.remove(first.getKey());
      return Optional.of(new Some(first.getKey(), first.getValue()));
    }
    if (everything) {
      everything = false;
      return Optional.of(new Everything());
    }
    if (!all.isEmpty()) {
      return Optional.of(new All(all.removeFirst()));
    }
    return Optional.empty();
  }

  private void some(OrganisationId organisation, Set<E164> numbers) {
    doubt(
        () -> {
          var together = some.computeIfAbsent(organisation, _ -> new HashSet<>());
          together.addAll(numbers);
          if (together.size() > MOST_NUMBERS) {
            some.remove(organisation);
            all.add(organisation);
          }
        });
  }

  private void doubt(Runnable says) {
    lock.lock();
    try {
      says.run();
      doubted.signal();
    } finally {
      lock.unlock();
    }
  }
}
