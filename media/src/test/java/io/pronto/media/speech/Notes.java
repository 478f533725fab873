package io.pronto.media.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What was told of a call while it went on; what is yet to be told can be waited for. */
final class Notes implements LiveWords {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> guesses = new ArrayList<>();
  private final List<List<Word>> certain = List.of(new ArrayList<>(), new ArrayList<>());
  private Ending ending;

  @Override
  public synchronized void guessed(Side side, String text) {
    guesses.add(side + " " + text);
    notifyAll();
  }

  @Override
  public synchronized void said(Side side, List<Word> words) {
    certain.get(side.ordinal()).addAll(words);
    notifyAll();
  }

  @Override
  public synchronized void ended(Ending how) {
    ending = how;
    notifyAll();
  }

  /** Waits until {@code side} was guessed to begin with {@code word}. */
  synchronized void awaitGuess(Side side, String word) {
    var guess = side + " " + word;
    await(() -> guesses.stream().anyMatch(each -> each.startsWith(guess)), guess);
  }

  /** Waits until words of {@code side} are certain; returns them. */
  synchronized List<String> awaitSaid(Side side) {
    await(() -> !certain(side).isEmpty(), side + " speaks");
    return certain(side).stream().map(Word::text).toList();
  }

  synchronized Ending awaitEnd() {
    await(() -> ending != null, "the end");
    return ending;
  }

  synchronized List<Word> certain(Side side) {
    return List.copyOf(certain.get(side.ordinal()));
  }

  synchronized void forget() {
    guesses.clear();
    certain.forEach(List::clear);
  }

  private void await(Supplier<Boolean> happened, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!happened.get()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      assertThat(left).as("%s; told so far: %s", what, all()).isPositive();
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError("Interrupted while waiting for " + what, e);
      }
    }
  }

  private List<String> all() {
    return Stream.concat(guesses.stream(), certain.stream().map(List::toString)).toList();
  }
}
