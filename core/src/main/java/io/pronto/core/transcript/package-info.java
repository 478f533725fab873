/**
 * Transcripts: what was said in a recording, word by word, each party apart. A transcript is queued
 * in the transaction that writes its recording; {@link io.pronto.core.transcript.Transcriber} has
 * it written down by a {@link io.pronto.core.transcript.SpeechToText}, again after a crash.
 */
package io.pronto.core.transcript;
