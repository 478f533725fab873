/** Where transcripts (core) and the decoding of speech (media) meet. */
package io.pronto.speech;
