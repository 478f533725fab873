package io.pronto.demo;

/** A step of the demo that did not do what it should. */
public final class StepFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what should have been and what was. */
  StepFailed(String message) {
    super(message);
  }
}
