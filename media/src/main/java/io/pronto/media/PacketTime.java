package io.pronto.media;

import java.util.OptionalInt;

/**
 * How much sound a packet to somebody should hold (RFC 8866, section 6.4).
 *
 * @param wanted {@code a=ptime}, milliseconds; empty when that is the same to it
 * @param most {@code a=maxptime}, milliseconds: what it can take at most; empty when it tells none
 */
public record PacketTime(OptionalInt wanted, OptionalInt most) {
  /** Of somebody who says nothing of it. */
  public static final PacketTime ANY = new PacketTime(OptionalInt.empty(), OptionalInt.empty());

  /** Somebody who wants {@code millis} in a packet. */
  public static PacketTime of(int millis) {
    return new PacketTime(OptionalInt.of(millis), OptionalInt.empty());
  }

  /** Whether nothing is said of it. */
  public boolean isAny() {
    return equals(ANY);
  }

  /** What is wanted, or {@code usual}, but no more than can be taken; milliseconds. */
  public int millis(int usual) {
    return Math.min(wanted.orElse(usual), most.orElse(Integer.MAX_VALUE));
  }

  /** This, or {@code other} where nothing is said. */
  public PacketTime or(PacketTime other) {
    return isAny() ? other : this;
  }
}
