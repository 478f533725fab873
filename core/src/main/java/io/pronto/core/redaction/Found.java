package io.pronto.core.redaction;

import io.pronto.core.transcript.Party;

/**
 * Words that nobody should read.
 *
 * @param party whose words
 * @param from the first of them
 * @param to the one after the last
 */
record Found(Kind kind, Party party, int from, int to) {
  boolean overlaps(Found other) {
    return party == other.party && from < other.to && other.from < to;
  }
}
