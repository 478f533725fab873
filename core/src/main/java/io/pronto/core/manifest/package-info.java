/**
 * The proof of completeness of a recording: what every moment of both channels holds, and why where
 * it holds no sound. Plain values, for media to make and for core to keep.
 */
package io.pronto.core.manifest;
