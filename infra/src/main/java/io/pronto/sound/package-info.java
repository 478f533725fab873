/** The encoders of {@code media} at work for those who take recordings of {@code core} away. */
package io.pronto.sound;
