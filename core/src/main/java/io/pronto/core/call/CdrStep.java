package io.pronto.core.call;

import io.pronto.core.db.Tx;

/** What is done in the transaction that writes a CDR, once for each call. */
@FunctionalInterface
public interface CdrStep {
  /**
   * Does it, in the organisation of {@code cdr}. When it throws, nothing of the transaction stays
   * and the whole is tried again.
   */
  void run(Tx tx, CallDetailRecord cdr);
}
