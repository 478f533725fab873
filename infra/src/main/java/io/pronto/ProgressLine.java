package io.pronto;

import io.pronto.media.speech.model.Progress;
import java.io.PrintWriter;

/**
 * Shows a download: one line that grows on a terminal, a line for each tenth where output is kept.
 */
final class ProgressLine implements Progress {
  private final PrintWriter out;
  private final String name;
  private final boolean terminal = System.console() != null && System.console().isTerminal();
  private final int step = terminal ? 1 : 10;
  private long shown = -1;

  ProgressLine(PrintWriter out, String name) {
    this.out = out;
    this.name = name;
  }

  @Override
  public void fetched(long bytes, long total) {
    long percent = bytes * 100 / total / step * step;
    if (percent == shown) {
      return;
    }
    shown = percent;
    var of = ModelCommand.megabytes(total);
    out.print("%s%s: %d %% of %s".formatted(terminal ? "\r" : "", name, percent, of));
    if (!terminal || percent == 100) {
      out.println();
    }
    out.flush();
  }
}
