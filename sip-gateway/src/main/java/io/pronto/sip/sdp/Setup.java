package io.pronto.sip.sdp;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who begins a handshake, as whoever writes {@code a=setup} sees it (RFC 4145, RFC 8842). */
enum Setup {
  /** The writer. */
  ACTIVE,
  /** The reader. */
  PASSIVE,
  /** Whoever the reader says. */
  ACTPASS;

  /** As SDP has it: {@code actpass}. */
  String print() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads it; empty for anything else, such as {@code holdconn}. */
  static Optional<Setup> parse(String text) {
    return Stream.of(values()).filter(value -> value.print().equalsIgnoreCase(text)).findFirst();
  }
}
