package io.pronto.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** What the person who runs the demo reads, line by line as it happens. */
final class Report {
  private static final String RULE = "─".repeat(78);
  private static final int NAME_WIDTH = 15;

  private final PrintWriter out;
  private long stepBegan = System.nanoTime();
  private String step = "start";

  Report(PrintWriter out) {
    this.out = out;
  }

  void title(String text) {
    out.println();
    out.println("  " + text);
    out.println("  " + RULE);
    out.flush();
  }

  /** A step begins: should it fail, this is the one. */
  void begin(String name) {
    step = name;
    stepBegan = System.nanoTime();
  }

  /** The step has been done. */
  void done(String what) {
    double seconds = (System.nanoTime() - stepBegan) / 1e9;
    out.printf(Locale.ROOT, "  ✓ %-" + NAME_WIDTH + "s %7.2f s   %s%n", step, seconds, what);
    out.flush();
  }

  /** More about the step before. */
  void more(String what) {
    out.println("  " + " ".repeat(NAME_WIDTH + 15) + what);
    out.flush();
  }

  /** The step has failed. */
  void failed(String why) {
    out.printf("  ✗ %-" + NAME_WIDTH + "s             %s%n", step, why);
    out.flush();
  }

  void end(String text) {
    out.println("  " + RULE);
    out.println("  " + text);
    out.println();
    out.flush();
  }
}
