package io.pronto.core.backup;

/** Something that was erased is there again after a restore, and this version cannot erase it. */
public final class NotErasedAgain extends RuntimeException {
  NotErasedAgain(String what) {
    super(what);
  }
}
