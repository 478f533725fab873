package io.pronto.core.retention;

/** The server stops while it sweeps: what is left is swept when it starts again. */
final class SweepStopped extends RuntimeException {
  SweepStopped() {
    super("The server stops", null, false, false);
  }
}
