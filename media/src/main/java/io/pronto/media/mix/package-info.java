/**
 * Parties who hear each other in one room, or one who listens to two: what each says is put in
 * order and in step with our clock, and 50 times a second each is sent the sum of whom it is to
 * hear. {@link io.pronto.media.mix.Mixer} is one room, {@link io.pronto.media.mix.MixLoop} the
 * thread on which rooms are mixed.
 */
package io.pronto.media.mix;
