package io.pronto.core.backup;

/**
 * The database lacks what its journal of erasures has: it was set back to an earlier time, and what
 * was erased since is there again.
 */
public final class SetBack extends RuntimeException {
  SetBack(String chain, long known, long there) {
    super(
        "the database was set back: %s has %d destruction certificates, the journal of erasures %d: what was erased since must be erased again (./pronto restore --replay-only)"
            .formatted(chain, there, known));
  }
}
