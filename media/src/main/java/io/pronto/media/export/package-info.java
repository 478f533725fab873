/**
 * Sound as files that people take away: FLAC, which loses nothing, and Opus in Ogg, which is small.
 * Both are written as they come, and need no more memory for an hour than for a second.
 */
package io.pronto.media.export;
