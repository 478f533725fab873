package io.pronto.core.rules;

import java.util.Optional;

/**
 * Whether callers are taken who show no number, by why they show none.
 *
 * @param hidden those who hide it themselves
 * @param masked those whose number a network has taken away
 * @param malformed those with something else in its place
 * @param missing those with nothing in its place
 * @param code the code that lets the others through as well, as {@link AccessCodes} has sealed it
 */
public record AnonymousPolicy(
    boolean hidden, boolean masked, boolean malformed, boolean missing, Optional<SealedCode> code) {
  /** Takes all. */
  public static final AnonymousPolicy ACCEPT =
      new AnonymousPolicy(true, true, true, true, Optional.empty());

  /** Whether a caller with that presentation is taken. */
  public boolean accepts(Presentation presentation) {
    return switch (presentation) {
      case SHOWN -> true;
      case HIDDEN -> hidden;
      case MASKED -> masked;
      case MALFORMED -> malformed;
      case MISSING -> missing;
    };
  }
}
