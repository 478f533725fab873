package io.pronto.core.identity;

import java.util.Locale;
import java.util.Optional;

/**
 * What is done about identity on a trunk.
 *
 * @param certificateId by which its outgoing calls are signed; empty: they are not
 * @param showsCallers whether a forwarded call shows its caller, which a {@code div} PASSporT makes
 *     good, rather than the number of ours that forwards it; only where calls are signed
 * @param verification what is done with the signatures of its incoming calls
 */
public record TrunkIdentity(
    Optional<String> certificateId, boolean showsCallers, Verification verification) {
  /** What holds where nobody has said anything. */
  public static final TrunkIdentity USUAL =
      new TrunkIdentity(Optional.empty(), false, Verification.OFF);

  /** What is done with signatures. */
  public enum Verification {
    /** Nothing. */
    OFF,
    /** They are verified and the call goes on, whatever they are worth. */
    OBSERVE,
    /** A call without a good one is refused: 428, 436, 437, 438 or 403 (RFC 8224). */
    REQUIRE;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Verification of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
