/**
 * Speech written down: {@link io.pronto.media.speech.SpeechEngine} is the door. The decoder, Vosk,
 * is native code that has been seen to crash and to grow, so it runs in processes of its own with a
 * cap on their memory; what becomes of them never touches a call. Sound stays on the machine.
 */
package io.pronto.media.speech;
