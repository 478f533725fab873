/**
 * A small telephone of our own: it registers, calls, answers, speaks a WAV and hears, over real
 * sockets. Tests and the demo use the same one. It shares no code with the server's SIP stack, so
 * that a mistake of the one cannot hide a mistake of the other.
 */
package io.pronto.sip.phone;
