package io.pronto.core.rules;

import io.pronto.core.numbering.E164;

/** Where a call goes that is not taken where it was meant to be. */
public sealed interface Target {
  /** To a user of the organisation. */
  record Colleague(String userId) implements Target {}

  /** To a number, of the organisation or not. */
  record Number(E164 number) implements Target {}

  /** Nowhere: the caller is told so. */
  record Refusal(Answer answer) implements Target {}
}
