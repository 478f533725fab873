/**
 * Recordings: what is known of each, its sealed file, and its sound as a two-channel WAV. A row is
 * written with the account of its call; a file alone, after a crash, tells what its row needs.
 */
package io.pronto.core.recording;
