package io.pronto.bench.signalling;

import io.pronto.bench.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Two contenders in turn under the same load. */
final class Duel {
  /** Rounds in which the JVM compiles what a server that has run for a while has compiled. */
  static final int WARM_UPS = 5;

  private Duel() {}

  /**
   * Runs {@code rounds} of each in turn, after {@link #WARM_UPS} that do not count, and prints what
   * they cost and their ratio.
   *
   * @param ours Pronto, when it is there
   * @param unit what one success is
   * @param most the ratio not to be exceeded, if there is one
   * @return whether it was met, none lost
   */
  static boolean run(
      Optional<Contender> ours, Contender theirs, int rounds, String unit, OptionalDouble most) {
    var all = new ArrayList<Contender>();
    ours.ifPresent(all::add);
    all.add(theirs);
    for (int i = 0; i < WARM_UPS; i++) {
      all.forEach(Contender::warmUp);
    }
    for (int i = 0; i < rounds; i++) {
      all.forEach(Contender::round);
    }
    all.forEach(contender -> System.out.println(contender.report(unit)));
    if (ours.isEmpty()) {
      System.out.println("  Pronto was left out, or is not here: ./pronto is missing at the root.");
    }
    return ours.map(pronto -> judge(pronto, theirs, most)).orElse(true);
  }

  private static boolean judge(Contender ours, Contender theirs, OptionalDouble most) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.millis().size(); i++) {
      ratios.add(ours.millis().get(i) / theirs.millis().get(i));
    }
    double ratio = Figures.median(ratios);
    boolean met = ratio <= most.orElse(ratio) && ours.lostNone();
    System.out.printf("  ratio      %6.2f%s%n", ratio, verdict(most, met));
    return met;
  }

  private static String verdict(OptionalDouble most, boolean met) {
    return most.isEmpty()
        ? ""
        : ", at most %.1f: %s".formatted(most.getAsDouble(), met ? "met" : "NOT met");
  }
}
