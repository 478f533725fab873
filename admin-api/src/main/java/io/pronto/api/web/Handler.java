package io.pronto.api.web;

/** Answers an operation. It may block: it runs on a virtual thread of its own. */
@FunctionalInterface
public interface Handler {
  /** Answers {@code request}, which fulfils its contract and comes from somebody who may. */
  Reply answer(Request request);
}
