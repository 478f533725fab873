package io.pronto;

import io.pronto.media.speech.model.Progress;
import java.io.PrintWriter;

/** How far a download is: one line that changes on a terminal, a line for each tenth elsewhere. */
final class ProgressLine implements Progress {
  private static final int HUNDRED = 100;
  private static final int TENTH = 10;

  private final PrintWriter out;
  private final boolean terminal = System.console() != null && System.console().isTerminal();
  private long shown = -1;

  ProgressLine(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void fetched(long bytes, long total) {
    long percent = bytes * HUNDRED / Math.max(1, total);
    if (percent == shown || !terminal && percent / TENTH == shown / TENTH && shown >= 0) {
      return;
    }
    shown = percent;
    out.printf(
        "%s%3d %% of %.1f MB%s", terminal ? "\r" : "", percent, total / 1e6, terminal ? "" : "\n");
    out.flush();
  }

  /** Leaves the line. */
  void end() {
    if (terminal && shown >= 0) {
      out.println();
    }
  }
}
