package io.pronto.media.mix;

/** 20 ms of one sound in the mix, at both rates. */
final class Voice {
  final short[] narrow = new short[160];
  final short[] wide = new short[320];
}
