/**
 * Recording: the packets that the relay has copied become two channels on one timeline, sealed
 * while they are written. One thread per relay loop, which may lag, and loses its own time then.
 */
package io.pronto.media.record;
