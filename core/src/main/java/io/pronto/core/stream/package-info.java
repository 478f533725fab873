/** Where the sound of live calls may be sent: servers that organisations have listed before. */
package io.pronto.core.stream;
